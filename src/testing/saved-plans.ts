import { join, sep } from 'node:path'
import { readCorpus } from '../corpus/corpus.ts'
import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { replay } from '../explore/replay/replay.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Run } from '../simulation/run.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { type Finding, findingOf } from './judged-property.ts'

/** What came of a saved failure now. */
export interface ReplayedPlan {
  readonly failure: FailureRecord
  readonly run: Run
  readonly finding: Finding
}

/** Runs a saved failure again. @throws UsageError when its plan does not fit the scenario any more. */
export function replayedPlan(scenario: Scenario, failure: FailureRecord): ReplayedPlan {
  const { run } = replay(scenario, failure)
  return { failure, run, finding: findingOf(run) }
}

/** A file of the corpus that fails still, or cannot be run. */
export type SavedTrouble =
  | ({ readonly path: string } & ReplayedPlan)
  | { readonly path: string; readonly reason: string }

/** Of the failures saved for a scenario and some properties, the first that does not pass now; `null` when all do. */
export function savedTrouble(
  folder: string,
  scenario: Scenario,
  properties: readonly string[],
  file: string,
): SavedTrouble | null {
  const { saved, unreadable } = readCorpus(folder)
  for (const { path, failure } of saved) {
    if (failure.scenario !== file || !properties.includes(failure.property)) continue
    try {
      const replayed = replayedPlan(scenario, failure)
      if (replayed.finding !== 'upheld') return { path, ...replayed }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return { path, reason: error.message }
    }
  }
  // What cannot be read does not say whose it is, but it stands where this scenario's failures are saved.
  return unreadable.find(({ path }) => path.startsWith(join(folder, file, sep))) ?? null
}

/** Why a file of the corpus cannot be run, and what to do. */
export function unreadableText(reason: string): string {
  return `A saved failure cannot be replayed: ${reason}\nWhat does not fit the scenario any more is removed by:\n  npx lightcone corpus prune`
}

/** Why a run tells nothing of a property. */
export function undecidedText(property: string, what: string): string {
  return `${what} could not be decided: '${property}' was not violated, but the run was ended before its time, or the property needed more than its budget.`
}

/** What a failure that is saved must be found by. */
export interface Named {
  readonly scenario: Scenario
  readonly name: string | null
  readonly isDeclared: boolean
}

/** @throws UsageError unless the command line would find what is saved, and know its property. */
export function requireCorpus({ scenario, name, isDeclared }: Named, corpus: string | false): void {
  const { title } = scenario
  if (corpus === false)
    throw new UsageError('Expected a corpus to save failures in, got corpus: false with save: true.')
  if (name === null)
    throw new UsageError(
      `Expected the name of a file that exports '${title}' by default, to save its failures by: { file: 'my-scenario.ts', save: true }.`,
    )
  if (!isDeclared)
    throw new UsageError(
      `Expected a property that '${title}' has among what it holds, so that what is saved can be replayed by name; add it there.`,
    )
}
