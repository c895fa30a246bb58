import type { SavedFailure } from '../corpus/corpus.ts'
import { replaySaved, type SavedOutcome } from '../corpus/replay-saved.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type ThreadTask, threadWork } from './thread.ts'

export interface CorpusTask {
  readonly file: ScenarioFile
  readonly saved: readonly SavedFailure[]
}

/** Runs the saved failures of a scenario again; posts each outcome, lest a later one hang. */
export default threadWork(async (task: CorpusTask & ThreadTask): Promise<readonly SavedOutcome[]> => {
  const { file, saved, pulse, port } = task
  const scenario = await loadScenario(file)
  return saved.map((one) => {
    const outcome = replaySaved(scenario, one, { vitals: new Int32Array(pulse) })
    port.postMessage(outcome)
    return outcome
  })
})
