import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureText } from '../../src/corpus/failure-text.ts'
import { type FailureRecord, failureFormat } from '../../src/explore/replay/failure-record.ts'

const failure: FailureRecord = {
  format: failureFormat,
  engine: '0.1.0',
  scenario: 'raft/votes-forgotten',
  property: 'election safety',
  hash: '0123456789abcdef',
  plan: {
    seed: '17',
    faults: [
      { at: 1_000, fault: { type: 'crash', node: 'n3', lasts: 100 } },
      { at: 2_000, fault: { type: 'crash', node: 'n1', lasts: 100 } },
    ],
    conditions: [],
    operations: { c1: [{ input: 1 }, { input: 2 }], c2: [] },
    network: { latency: 1_000, pins: [{ from: 'n1', to: 'n2', nth: 3, arrivals: [] }] },
    nodes: ['n1', 'n2', 'n3'],
  },
}

describe('failureText', () => {
  it('has a line for each fault, operation and pinned message', () => {
    expect(failureText(failure)).toMatchInlineSnapshot(`
      "{
        "format": "lightcone-failure/1",
        "engine": "0.1.0",
        "scenario": "raft/votes-forgotten",
        "property": "election safety",
        "hash": "0123456789abcdef",
        "plan": {
          "seed": "17",
          "faults": [
            {"at":1000,"fault":{"type":"crash","node":"n3","lasts":100}},
            {"at":2000,"fault":{"type":"crash","node":"n1","lasts":100}}
          ],
          "conditions": [],
          "operations": {
            "c1": [
              {"input":1},
              {"input":2}
            ],
            "c2": []
          },
          "network": {
            "latency": 1000,
            "pins": [
              {"from":"n1","to":"n2","nth":3,"arrivals":[]}
            ]
          },
          "nodes": ["n1","n2","n3"]
        }
      }
      "
    `)
  })

  it('is JSON that says the same, whatever operations are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.array(fc.jsonValue())), (operations) => {
        const one = { ...failure, plan: { ...failure.plan, operations } }
        expect(JSON.parse(failureText(one))).toEqual(JSON.parse(JSON.stringify(one)))
      }),
    )
  })
})
