import { UsageError } from '../../kernel/errors.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { scenarioOf } from '../../simulation/scenario-of.ts'
import type { SimulationOptions } from '../../simulation/simulation.ts'

/** Whether a value is what `simulate` returns. */
export function isRun(value: unknown): value is Run {
  const candidate = value as Partial<Run> | null
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    Array.isArray(candidate.violations) &&
    Array.isArray(candidate.properties) &&
    typeof candidate.hash === 'string' &&
    typeof candidate.plan === 'object'
  )
}

/** What it takes to run a run again. @throws UsageError for a copy of a run, and for one that its plan does not tell. */
export function scenarioOfRun(run: Run): Scenario {
  const scenario = scenarioOf(run)
  if (scenario === undefined)
    throw new UsageError(
      'Expected a run as simulate(…) returned it, got a copy of one, which does not tell its scenario.',
    )
  if (run.trace?.injected)
    throw new UsageError(
      'Expected a run whose plan tells all that happened in it, got one with faults that were injected by hand.',
    )
  return scenario
}

/** How to run a run again: one that was told to end early is told so again. */
export function sameRun({ plan, verdict, endedAt }: Run, { until }: Scenario): SimulationOptions {
  const isCut = verdict === 'undecided' && endedAt < until
  return { plan, ...(isCut && { until: endedAt }) }
}
