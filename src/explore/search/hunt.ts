import type { Violation } from '../../simulation/judge.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { Discovery } from './discovery.ts'
import { Situations } from './situations.ts'
import type { Strategy } from './strategy.ts'

/** What came of a hunt. */
export interface Hunt {
  /** How many plans were run, the one that found something included. */
  readonly plans: number
  readonly events: number
  /** What was violated first, and by which plan; `null` when nothing was. */
  readonly found: { readonly plan: Plan; readonly violation: Violation } | null
}

/** Runs a strategy's plans, from the number `first` on, until one violates something, at most `plans` of them. */
export function hunt(
  scenario: Scenario,
  strategy: Strategy,
  options: { readonly first: number; readonly plans: number; readonly stop?: () => boolean },
): Hunt {
  const { first, plans, stop = () => false } = options
  let discoveries: Discovery[] = []
  let events = 0
  let count = 0
  while (count < plans && !stop()) {
    const number = first + count
    const plan = strategy.planFor(number)
    const situations = strategy.learn ? new Situations() : null
    const run = simulate(situations ? situations.watching(scenario) : scenario, { plan })
    events += run.events
    count++
    const violation = run.violations[0]
    if (violation !== undefined) return { plans: count, events, found: { plan, violation } }
    if (situations === null) continue
    discoveries.push(situations.discovery(number))
    if (discoveries.length < strategy.generation!) continue
    strategy.learn!(discoveries)
    discoveries = []
  }
  return { plans: count, events, found: null }
}
