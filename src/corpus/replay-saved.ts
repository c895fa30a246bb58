import { type ReplayOutcome, replay } from '../explore/replay/replay.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Violation } from '../simulation/judge.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { SimulationOptions } from '../simulation/simulation.ts'
import type { SavedFailure } from './corpus.ts'

/** What came of a saved failure now. */
export interface SavedOutcome {
  readonly path: string
  /** The scenario's name. */
  readonly scenario: string
  readonly property: string
  /**
   * `unfit`: the plan, or the property, is of another scenario than the one that is there now. `undecided`,
   * besides: the scenario does not load, or a handler never returns.
   */
  readonly outcome: ReplayOutcome | 'unfit'
  /** How the property fails now, or why there is no answer. */
  readonly message: string | null
  /** Whether the scenario declares that the property is violated. */
  readonly declared: boolean
}

/** Runs a saved failure of a scenario again. */
export function replaySaved(
  scenario: Scenario,
  { path, failure }: SavedFailure,
  options: SimulationOptions = {},
): SavedOutcome {
  const { property, scenario: name } = failure
  const same = { path, scenario: name, property }
  const declared = scenario.violates.some((other) => other.name === property)
  try {
    const { outcome, run } = replay(scenario, failure, options)
    const message = run.violations.map((violation) => inWords(violation, property))[0] ?? null
    return { ...same, outcome, message, declared }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return { ...same, outcome: 'unfit', message: error.message, declared }
  }
}

/** A saved failure that could not be run at all, and why. */
export function unanswered(
  { path, failure: { scenario, property } }: SavedFailure,
  outcome: 'unfit' | 'undecided',
  { message }: UsageError,
): SavedOutcome {
  return { path, scenario, property, outcome, message, declared: false }
}

/** Whether it tells nothing of the property. */
export function isUnanswered({ outcome }: SavedOutcome): boolean {
  return outcome === 'unfit' || outcome === 'undecided'
}

function inWords(violation: Violation, saved: string): string {
  const { property, message } = violation
  return property === saved ? message : `the run ends in another violation, ${property}: ${message}`
}

/** Whether the property fails still. */
export function failsStill({ outcome }: SavedOutcome): boolean {
  return outcome === 'reproduced' || outcome === 'drifted'
}

/** Whether it went as it should: what was mended holds, and what is declared to fail fails. */
export function isAsDeclared(saved: SavedOutcome): boolean {
  return !isUnanswered(saved) && (saved.outcome === 'passes') !== saved.declared
}
