import { describe, expect, it } from 'vitest'
import { coverageStrategy } from '../../../src/explore/search/coverage-strategy.ts'
import type { Discovery } from '../../../src/explore/search/discovery.ts'
import { Situations } from '../../../src/explore/search/situations.ts'
import { withinBudget } from '../../../src/faults/budget.ts'
import type { TimedFault } from '../../../src/faults/fault.ts'
import { faultLabel } from '../../../src/faults/label.ts'
import { type Plan, planOf, validatePlan } from '../../../src/simulation/plan.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { fullWorld } from './worlds.ts'

/** The plans of the first numbers, learned from generation by generation; within one they are run in any order. */
function plansOf(
  first: number,
  count: number,
  order: (numbers: number[]) => number[] = (numbers) => numbers,
): Plan[] {
  const strategy = coverageStrategy(fullWorld, first)
  const plans: Plan[] = []
  while (plans.length < count) {
    const numbers = Array.from({ length: strategy.generation! }, (_, index) => first + plans.length + index)
    const discoveries = new Map<number, Discovery>()
    for (const number of order(numbers)) {
      const situations = new Situations()
      simulate(situations.watching(fullWorld), { plan: strategy.planFor(number) })
      discoveries.set(number, situations.discovery(number))
    }
    plans.push(...numbers.map((number) => strategy.planFor(number)))
    strategy.learn!(numbers.map((number) => discoveries.get(number)!))
  }
  return plans
}

const plans = plansOf(1, 200)

describe('coverage', () => {
  it('makes the same plans from the same first number, in whatever order those of a generation are run', () => {
    expect(plansOf(1, 60, (numbers) => numbers.toReversed())).toEqual(plans.slice(0, 60))
    expect(plansOf(2, 40)).not.toEqual(plans.slice(0, 40))
  })

  it('begins with what seeds draw, and goes on with plans of its own', () => {
    expect(plans[0]).toEqual(planOf(fullWorld, 1))
    const drawn = plans.filter(
      (plan, index) => JSON.stringify(plan) === JSON.stringify(planOf(fullWorld, index + 1)),
    )
    expect(drawn.length).toBeLessThan(60)
  })

  it('makes plans that the scenario takes, with no kind of fault that its generators do not draw', () => {
    const drawn = new Set(
      Array.from({ length: 200 }, (_, seed) => planOf(fullWorld, seed).faults).flatMap((faults) =>
        faults.map(({ fault }) => faultLabel(fault)),
      ),
    )
    for (const plan of plans) {
      expect(() => validatePlan(fullWorld, plan)).not.toThrow()
      for (const { fault } of plan.faults) expect(drawn).toContain(faultLabel(fault))
    }
  })

  it('keeps to the budget of the generators, and has all that the scenario lists in every plan', () => {
    const [listed] = fullWorld.faults
    for (const { faults, conditions } of plans) {
      expect(faults).toContain(listed)
      expect(conditions).toContain(3)
      const others = faults.filter((timed) => timed !== listed)
      // A restart may be left over, and do nothing.
      const striking = ({ fault }: TimedFault) => fault.type !== 'restart'
      const within = withinBudget(others, ['n1', 'n2', 'n3'], { atMost: 1 })
      expect(within.filter(striking)).toEqual(others.filter(striking))
    }
  })
})
