import { describe, expect, it } from 'vitest'
import { swarmStrategy } from '../../../src/explore/search/swarm-strategy.ts'
import { withinBudget } from '../../../src/faults/budget.ts'
import type { TimedFault } from '../../../src/faults/fault.ts'
import { faultLabel } from '../../../src/faults/label.ts'
import { planOf, validatePlan } from '../../../src/simulation/plan.ts'
import { fullWorld } from './worlds.ts'

const seeds = Array.from({ length: 200 }, (_, index) => index + 1)
const swarm = swarmStrategy(fullWorld)
const plans = seeds.map((seed) => ({ whole: planOf(fullWorld, seed), part: swarm.planFor(seed) }))
const [listed] = fullWorld.faults
const others = (faults: readonly TimedFault[]) => faults.filter((timed) => timed !== listed)
const count = (faults: readonly TimedFault[], kind: string) =>
  others(faults).filter(({ fault }) => faultLabel(fault) === kind).length

describe('swarm', () => {
  it('gives each seed some of its operations and conditions', () => {
    for (const { whole, part } of plans) {
      expect(part.seed).toBe(whole.seed)
      expect(whole.conditions).toEqual(expect.arrayContaining([...part.conditions]))
      for (const [client, operations] of Object.entries(part.operations))
        expect(whole.operations[client]).toEqual(expect.arrayContaining([...operations]))
    }
  })

  it('leaves out whole kinds of fault and of operation, not in every seed the same', () => {
    const kindsLeft = plans.map(({ part }) =>
      [...new Set(others(part.faults).map(({ fault }) => faultLabel(fault)))].sort().join(' '),
    )
    expect(new Set(kindsLeft).size).toBeGreaterThan(50)
    const onlyReads = plans.filter(({ part }) => {
      const inputs = Object.values(part.operations).flat() as { input: { f: string } }[]
      return inputs.length > 0 && inputs.every(({ input }) => input.f === 'read')
    })
    expect(onlyReads.length).toBeGreaterThan(5)
  })

  it('has more of some kinds than the seed draws, and fewer of others', () => {
    const crashes = plans.map(({ whole, part }) => count(part.faults, 'crash') - count(whole.faults, 'crash'))
    expect(crashes.filter((more) => more > 0).length).toBeGreaterThan(20)
    expect(crashes.filter((more) => more < 0).length).toBeGreaterThan(20)
  })

  it('has all faults within a short while in some seeds, of any length in others', () => {
    const spans = plans.flatMap(({ part }) => {
      const times = others(part.faults).map(({ at }) => at)
      return times.length < 5 ? [] : [times.at(-1)! - times[0]!]
    })
    expect(spans.some((span) => span < 200_000)).toBe(true)
    expect(spans.some((span) => span > 1_500_000)).toBe(true)
  })

  it('has what the scenario lists, and no more nodes down at once than its generators may take down', () => {
    for (const { part } of plans) {
      expect(() => validatePlan(fullWorld, part)).not.toThrow()
      expect(part.faults).toContain(listed)
      expect(part.conditions).toContain(3)
      const drawn = others(part.faults)
      expect(withinBudget(drawn, ['n1', 'n2', 'n3'], { atMost: 1 })).toEqual(drawn)
    }
    expect(plans.some(({ part }) => !part.conditions.includes(2))).toBe(true)
  })

  it('gives a seed the same plan every time', () => {
    expect(swarmStrategy(fullWorld).planFor(17)).toEqual(swarm.planFor(17))
  })
})
