import { writeFileSync } from 'node:fs'
import { version } from '../corpus/version.ts'
import { recordingOf } from '../explore/recording/recording.ts'
import { judgedByOne } from '../explore/shrink/trials.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Plan } from '../simulation/plan.ts'
import { packScenario } from './pack-scenario.ts'
import { reportPage, type StoryLine } from './report-page.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type ThreadTask, threadWork } from './thread.ts'

export interface ReportTask {
  readonly file: ScenarioFile
  readonly plan: Plan
  /** The only property to judge by; all of the scenario's when `null`. */
  readonly property: string | null
  readonly story: readonly StoryLine[]
  readonly script: readonly string[]
  readonly commands: readonly string[]
  /** Where to write the page. */
  readonly target: string
}

/** Why the page carries no code; `null` when it does. */
export type ReportAnswer = string | null

/** Runs a plan, and writes its page. */
export default threadWork(async (task: ReportTask & ThreadTask): Promise<ReportAnswer> => {
  const { file, plan, property, story, script, commands, target } = task
  const scenario = await loadScenario(file)
  const recording = recordingOf(property === null ? scenario : judgedByOne(scenario, property), plan)
  const { code, problem } = await packScenario(file.path, property)
  const origin = { engine: version, scenario: file.name, commands, notLive: problem, story, script }
  try {
    writeFileSync(target, reportPage(recording, origin, code))
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(
      `Expected --report to name a file that can be written, got '${target}': ${(error as Error).message}.`,
    )
  }
  return problem
})
