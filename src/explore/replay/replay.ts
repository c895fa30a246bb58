import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { SimulationOptions } from '../../simulation/simulation.ts'
import { judgedByOne } from '../shrink/trials.ts'
import type { FailureRecord } from './failure-record.ts'

/**
 * What came of a saved failure.
 * - `reproduced`: the same run, to the byte.
 * - `drifted`: the property fails still, but not in the same run: code has changed since.
 * - `passes`: the property holds.
 */
export type ReplayOutcome = 'reproduced' | 'drifted' | 'passes'

export interface Replay {
  readonly outcome: ReplayOutcome
  readonly run: Run
}

/** Runs a saved failure again. @throws UsageError when its plan does not fit the scenario any more. */
export function replay(scenario: Scenario, failure: FailureRecord, options: SimulationOptions = {}): Replay {
  const run = simulate(judgedByOne(scenario, failure.property), { ...options, plan: failure.plan })
  const fails = run.violations.some(({ property }) => property === failure.property)
  const outcome = !fails ? 'passes' : run.hash === failure.hash ? 'reproduced' : 'drifted'
  return { outcome, run }
}
