import { type Scenario, simulate, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import told from '../../scenarios/transaction-commit/two-phase-commit-is-consistent.ts'

describe('two-phase commit is consistent', () => {
  it('under every seed, and both ways to end are reached', () => {
    const runs = Array.from({ length: 100 }, (_, seed) => simulate(told as Scenario, { seed: seed + 1 }))
    expect(runs.filter(({ verdict }) => verdict !== 'passed')).toEqual([])
    for (const { name } of told.reaches)
      expect(
        runs.some(({ properties }) => properties.some((one) => one.name === name && one.exercised > 0)),
      ).toBe(true)
  })

  it('in every state there is', () => {
    expect(verify(told)).toMatchObject({
      verdict: 'verified',
      states: 288,
      reached: { 'all have committed': 10, 'all have aborted': 3 },
    })
  })
})
