import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { Fingerprint } from './order/fingerprints.ts'
import { pathTo } from './path.ts'
import { planOfPath } from './plan-of-path.ts'
import type { JudgedSystem } from './states/judged-system.ts'
import type { Step } from './step.ts'

/**
 * A violation that a search found, and a way to it: a shortest one in the orders `breadth` and `deepening`. Of what never
 * comes to hold it is, in any order, a way and a cycle that together have the fewest steps of all that were
 * looked at; only if telling so takes more than a million looks, the fewest that were found until then.
 */
export interface Counterexample {
  readonly property: string
  readonly message: string
  /** How many steps it takes. */
  readonly depth: number
  readonly steps: readonly Step[]
  /** A plan whose run goes the same way; it shrinks, replays and explains as any. */
  readonly plan: Plan
  /**
   * Of a run without end in which something never comes to hold: the index of the step from which on it repeats its
   * steps for ever; `null` where nothing more has to happen. Its plan takes three turns.
   */
  readonly cycle?: number | null
  /**
   * Whether the plan's run violates the property too: always but for `deadlock`, which no run is judged by, and for what
   * never comes to hold, where the healing of the scenario may help it on.
   */
  readonly replays: boolean
  /** Where a handler threw. */
  readonly stack?: string
}

/** The way to a violation through states, as a plan. */
export function counterexample(
  scenario: Scenario,
  judged: JudgedSystem,
  {
    property,
    message,
    stack,
  }: { readonly property: string; readonly message: string; readonly stack?: string },
  states: readonly Fingerprint[],
  seed: string,
  operations: Plan['operations'],
): Counterexample {
  const steps = pathTo(judged, states, property)
  const depth = states.length - 1
  const plan = planOfPath(scenario, seed, operations, steps)
  const replays = violates(scenario, plan, property)
  return { property, message, depth, steps, plan, replays, ...(stack !== undefined && { stack }) }
}

/** Whether the run of a plan violates a property. */
export function violates(scenario: Scenario, plan: Plan, property: string): boolean {
  return simulate(scenario, { plan }).violations.some((violation) => violation.property === property)
}
