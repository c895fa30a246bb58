import { describe, expect, it } from 'vitest'
import { failureFormat, parseFailure } from '../../../src/explore/replay/failure-record.ts'
import { UsageError } from '../../../src/kernel/errors.ts'

const record = {
  format: failureFormat,
  engine: '0.1.0',
  scenario: 'raft/x',
  property: 'p',
  hash: 'h',
  plan: { seed: '1', faults: [], conditions: [0], operations: { c1: [1] } },
}

describe('parseFailure', () => {
  it('reads what was written', () => {
    expect(parseFailure(JSON.stringify(record), 'x.json')).toEqual(record)
  })

  it.each([
    ['{"format": ', /x\.json to be the JSON/],
    ['null', /got undefined/],
    ['{"format":"lightcone-failure/2"}', /newer lightcone, and is left as it is/],
    ['{"format":"other"}', /got "other"/],
    [JSON.stringify({ ...record, hash: 3 }), /"hash" in x\.json/],
    [JSON.stringify({ ...record, plan: undefined }), /plan\.seed/],
    [
      JSON.stringify({ ...record, plan: { ...record.plan, faults: [{ at: 0.5, fault: {} }] } }),
      /plan\.faults/,
    ],
    [JSON.stringify({ ...record, plan: { ...record.plan, conditions: ['a'] } }), /plan\.conditions/],
    [JSON.stringify({ ...record, plan: { ...record.plan, operations: { c1: 1 } } }), /plan\.operations/],
    [JSON.stringify({ ...record, plan: { ...record.plan, nodes: 'n1' } }), /plan\.nodes/],
    [JSON.stringify({ ...record, plan: { ...record.plan, network: {} } }), /plan\.network/],
  ])('refuses %s in a sentence that says where', (text, sentence) => {
    expect(() => parseFailure(text, 'x.json')).toThrow(UsageError)
    expect(() => parseFailure(text, 'x.json')).toThrow(sentence)
  })
})
