import { UsageError } from '../../kernel/errors.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { Explanation } from '../explain/explain.ts'
import { judgedByOne } from '../shrink/trials.ts'
import { type FailureRecord, failureFormat, savedTrail } from './failure-record.ts'

/** By what names a failure is written down. */
export interface FailureNames {
  /** The version of lightcone. */
  readonly engine: string
  /** The scenario's name, as `lightcone list` prints it. */
  readonly scenario: string
}

/** A failing plan as a record, to be saved or sent. @throws UsageError when the plan does not violate the property. */
export function failureOf(
  scenario: Scenario,
  plan: Plan,
  property: string,
  names: FailureNames,
): FailureRecord {
  const { violations, hash, trace } = simulate(judgedByOne(scenario, property), { plan, record: true })
  const violation = violations.find((one) => one.property === property)
  if (violation === undefined)
    throw new UsageError(
      `Expected a plan that violates '${property}', but in its run it holds; has the code changed since?`,
    )
  const trail = savedTrail(trace!.events)
  return { format: failureFormat, ...names, property, plan, hash, message: violation.message, trail }
}

/** A failure that was explained as a record, with the shrunk plan. */
export function explainedFailureOf(
  { violation, plan, hash, trail }: Explanation,
  names: FailureNames,
): FailureRecord {
  const { property, message } = violation
  return { format: failureFormat, ...names, property, plan, hash, message, trail }
}
