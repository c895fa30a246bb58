import { simulate, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import blocks from '../../../scenarios/two-phase-commit/verify/blocks-if-the-coordinator-is-gone.ts'
import whileDown from '../../../scenarios/two-phase-commit/verify/blocks-while-the-coordinator-is-down.ts'
import decides from '../../../scenarios/two-phase-commit/verify/decides-if-who-crashes-recovers.ts'

describe('two-phase commit of two participants', () => {
  it('decides some time if nobody fails, and if whoever crashes recovers', () => {
    expect(verify(decides, { bounds: { crashes: 0 } })).toMatchObject({ verdict: 'verified', states: 237 })
    expect(verify(decides)).toMatchObject({ verdict: 'verified', states: 1_700 })
    expect(verify(decides, { bounds: { crashes: 2 } })).toMatchObject({ verdict: 'verified', states: 6_024 })
  })

  it('T4: blocks if the coordinator is gone for good, the participants asking each other for ever', () => {
    const { verdict, violations } = verify(blocks)
    expect(verdict).toBe('shown')
    expect(violations).toMatchObject([{ property: 'every participant decides', replays: true }])
    const { steps, cycle } = violations[0]!
    const before = steps.slice(0, cycle!).map(({ type }) => type)
    expect(before.filter((type) => type === 'crash')).toHaveLength(1)
    const round = steps.slice(cycle!)
    expect(
      round
        .filter(({ type }) => type === 'timeout')
        .map(({ node }) => node)
        .sort(),
    ).toEqual(['alice', 'bob'])
    expect(round.every(({ type }) => type === 'timeout' || type === 'deliver')).toBe(true)
  })

  it('T4: blocks while the coordinator is down, and decides when it is back', () => {
    const { verdict, violations } = verify(whileDown)
    expect(verdict).toBe('shown')
    expect(violations).toMatchObject([{ property: 'non-blocking', depth: 11, replays: true }])
    const runs = Array.from({ length: 20 }, (_, seed) => simulate(whileDown, { seed: seed + 1 }))
    const found = new Set(runs.flatMap((run) => run.violations.map(({ property }) => property)))
    expect([...found]).toEqual(['non-blocking'])
    expect(runs.filter((run) => run.verdict === 'undecided')).toEqual([])
  })

  it('does not block if that coordinator recovers', () => {
    expect(verify(decides, { bounds: { mayCrash: ['coordinator'] } }).verdict).toBe('verified')
  })

  it('is seen to block by every seed in which the coordinator dies without a decision', () => {
    const runs = Array.from({ length: 20 }, (_, seed) => simulate(blocks, { seed: seed + 1 }))
    expect(
      runs.every(({ violations }) =>
        violations.every(({ property }) => property === 'every participant decides'),
      ),
    ).toBe(true)
    expect(runs.some(({ violations }) => violations.length === 1)).toBe(true)
  })
})
