import { UsageError } from '../../kernel/errors.ts'
import { didYouMean } from '../../kernel/nearest.ts'
import { noCrash } from '../../simulation/judge.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { SimulationOptions } from '../../simulation/simulation.ts'
import { judgedByOne } from '../shrink/trials.ts'
import { type Drift, driftOf } from './drift.ts'
import type { FailureRecord } from './failure-record.ts'

/**
 * What came of a saved failure.
 * - `reproduced`: the same run, to the byte.
 * - `drifted`: the property fails still, but not in the same run: code has changed since.
 * - `passes`: the property holds.
 * - `undecided`: it does not fail, but the run ended before its time, its judge gave up, or a handler threw.
 */
export type ReplayOutcome = 'reproduced' | 'drifted' | 'passes' | 'undecided'

export interface Replay {
  readonly outcome: ReplayOutcome
  readonly run: Run
  /** Where it went another way than the saved run, if it is recorded, not cut short, and the failure tells. */
  readonly drift: Drift | null
}

/**
 * Runs a saved failure again.
 * @throws UsageError when its plan does not fit the scenario any more, or the scenario has lost the property.
 */
export function replay(scenario: Scenario, failure: FailureRecord, options: SimulationOptions = {}): Replay {
  const run = simulate(judgedAsSaved(scenario, failure), { ...options, plan: failure.plan })
  return replayed(failure, run, options.until !== undefined)
}

/** What came of a run of a saved failure, judged as it was saved; one that was cut short cannot drift. */
export function replayed(failure: FailureRecord, run: Run, isCut: boolean): Replay {
  const fails = run.violations.some(({ property }) => property === failure.property)
  const isSame = run.hash === failure.hash
  const drift = isSame || isCut || !run.trace ? null : driftOf(failure, run.trace.events)
  if (fails) return { outcome: isSame ? 'reproduced' : 'drifted', run, drift }
  return { outcome: run.verdict === 'passed' ? 'passes' : 'undecided', run, drift }
}

/**
 * The scenario judged by the property of a failure alone, up to where its plan ends.
 * @throws UsageError when the scenario does not have that property.
 */
export function judgedAsSaved(
  scenario: Scenario,
  { property, plan, scenario: name }: FailureRecord,
): Scenario {
  const all = [...scenario.holds, ...scenario.violates]
  const found = all.find((other) => other.name === property)
  if (found === undefined && property !== noCrash.name) {
    const names = all.map((other) => other.name)
    throw new UsageError(
      `Expected ${name} to have the property '${property}' that the failure violates, among ${names.join(', ') || 'none'}.${didYouMean(property, names)}`,
    )
  }
  const judged = judgedByOne(scenario, property)
  // What must come to hold is not asked before the scenario's own end.
  if (found?.type === 'eventually') return judged
  return { ...judged, until: Math.min(plan.until ?? scenario.until, scenario.until) }
}
