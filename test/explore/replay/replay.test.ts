import { describe, expect, it } from 'vitest'
import { failureFormat } from '../../../src/explore/replay/failure-record.ts'
import { replay } from '../../../src/explore/replay/replay.ts'
import { shrink } from '../../../src/explore/shrink/shrink.ts'
import { cluster } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { forgetfulVoters, voter } from '../shrink/forgetful-voters.ts'

const { plan, run, property } = shrink(forgetfulVoters, planOf(forgetfulVoters, 11), 'one leader a term')
const failure = {
  format: failureFormat,
  engine: '0.1.0',
  scenario: 'x/y',
  property,
  plan,
  hash: run.hash,
} as const

describe('replay', () => {
  it('reproduces a failure to the byte', () => {
    expect(replay(forgetfulVoters, failure).outcome).toBe('reproduced')
  })

  it('tells when the property fails in another run than it did', () => {
    const slower = { ...plan, network: { latency: 1_001, pins: [] } }
    expect(replay(forgetfulVoters, { ...failure, plan: slower }).outcome).toBe('drifted')
  })

  it('tells when the property holds', () => {
    expect(replay(forgetfulVoters, { ...failure, plan: { ...plan, faults: [] } }).outcome).toBe('passes')
  })

  it('does not take a run that ends in a handler that throws for one in which the property holds', () => {
    const breaks: typeof forgetfulVoters = {
      ...forgetfulVoters,
      nodes: {
        ...forgetfulVoters.nodes,
        n2: cluster(2, { ...voter(), definition: { ...voter().definition, boot: () => fail('the boot') } })
          .n2,
      },
    }
    const { outcome, run: ended } = replay(breaks, failure)
    expect(outcome).toBe('undecided')
    expect(ended.violations.map((violation) => violation.property)).toEqual(['no-crash'])
  })
})

function fail(what: string): never {
  throw new Error(`${what} fails`)
}
