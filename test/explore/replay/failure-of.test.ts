import { describe, expect, it } from 'vitest'
import { failureOf } from '../../../src/explore/replay/failure-of.ts'
import { failureFormat, parseFailure } from '../../../src/explore/replay/failure-record.ts'
import { replay } from '../../../src/explore/replay/replay.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { forgetfulVoters } from '../shrink/forgetful-voters.ts'

const names = { engine: '0.1.0', scenario: 'voters/forget' }

describe('failureOf', () => {
  it('makes a record that replays to the byte, also after a way through a file', () => {
    const record = failureOf(forgetfulVoters, planOf(forgetfulVoters, 11), 'one leader a term', names)
    expect(record).toMatchObject({ format: failureFormat, ...names, property: 'one leader a term' })
    expect(record.message).toMatch(/lead in term/)
    expect(replay(forgetfulVoters, parseFailure(JSON.stringify(record), 'x.json')).outcome).toBe('reproduced')
  })

  it('refuses a plan that violates nothing', () => {
    const calm = { ...planOf(forgetfulVoters, 11), faults: [], network: { latency: 1_000, pins: [] } }
    expect(() => failureOf(forgetfulVoters, calm, 'one leader a term', names)).toThrow(/in its run it holds/)
  })
})
