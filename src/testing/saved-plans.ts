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
  const { run, outcome } = replay(scenario, failure)
  return {
    failure,
    run,
    finding: outcome === 'passes' && run.violations.length === 0 ? 'upheld' : findingOf(run),
  }
}

/** A file of the corpus that fails still, or cannot be run. */
export type SavedTrouble =
  | ({ readonly path: string } & ReplayedPlan)
  | { readonly path: string; readonly reason: string }

/** Of the failures saved for a scenario and a property, the first that does not pass now; `null` when all do. */
export function savedTrouble(
  folder: string,
  scenario: Scenario,
  property: string,
  file: string,
): SavedTrouble | null {
  const { saved, unreadable } = readCorpus(folder)
  for (const { path, failure } of saved) {
    if (failure.scenario !== file || failure.property !== property) continue
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
