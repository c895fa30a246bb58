import { describe, expect, it } from 'vitest'
import { prioritiesStrategy } from '../../../src/explore/search/priorities-strategy.ts'
import { planOf, validatePlan } from '../../../src/simulation/plan.ts'
import { fullWorld } from './worlds.ts'

const seeds = Array.from({ length: 200 }, (_, index) => index + 1)
const strategy = prioritiesStrategy(fullWorld)
const alone = new Set(['crash', 'pause', 'slow', 'partition', 'clog', 'degrade'])
const [listed] = fullWorld.faults
const changesOf = (seed: number) =>
  strategy.planFor(seed).faults.filter((timed) => timed !== listed && alone.has(timed.fault.type))

describe('priorities', () => {
  it('has no more than six change points in a plan, and often few', () => {
    const counts = seeds.map((seed) => changesOf(seed).length)
    expect(Math.max(...counts)).toBeLessThanOrEqual(6)
    expect(counts.filter((count) => count <= 2).length).toBeGreaterThan(40)
  })

  it('has every kind as likely, whatever the generators draw most of', () => {
    const drawn = seeds.flatMap((seed) => changesOf(seed).map(({ fault }) => fault.type))
    for (const type of alone) expect(drawn.filter((other) => other === type).length).toBeGreaterThan(20)
  })

  it('has change points close to each other in some plans, and far apart in others', () => {
    const spans = seeds.map((seed) => {
      const times = changesOf(seed).map(({ at }) => at)
      return times.length < 3 ? null : times.at(-1)! - times[0]!
    })
    expect(spans.some((span) => span !== null && span < 20_000)).toBe(true)
    expect(spans.some((span) => span !== null && span > 500_000)).toBe(true)
  })

  it('makes plans that the scenario takes, the same ones every time, all else as the seed draws it', () => {
    for (const seed of seeds) {
      const plan = strategy.planFor(seed)
      const { faults, ...rest } = planOf(fullWorld, seed)
      expect(() => validatePlan(fullWorld, plan)).not.toThrow()
      expect(plan).toMatchObject(rest)
      expect(plan.faults).toContain(listed)
      expect(prioritiesStrategy(fullWorld).planFor(seed)).toEqual(plan)
    }
  })
})
