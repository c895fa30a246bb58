import { writeFileSync } from 'node:fs'
import { version } from '../corpus/version.ts'
import { type Explanation, explain } from '../explore/explain/explain.ts'
import type { ToldFailure } from '../explore/recording/page-origin.ts'
import { recordingOf } from '../explore/recording/recording.ts'
import { judgedByOne } from '../explore/shrink/trials.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { packScenario } from './pack-scenario.ts'
import { reportPage } from './report-page.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { SourceLines } from './source-lines.ts'
import { type ThreadTask, threadWork } from './thread.ts'

export interface ReportTask {
  readonly file: ScenarioFile
  readonly plan: Plan
  /** The only property to judge by; all of the scenario's when `null`. */
  readonly property: string | null
  /** What is known of the failure; `null` to find out in some seconds, if there is one. */
  readonly explanation: Explanation | null
  readonly commands: readonly string[]
  /** Where to write the page. */
  readonly target: string
}

/** Why the page carries no code; `null` when it does. */
export type ReportAnswer = string | null

/** Runs a plan, and writes its page. */
export default threadWork(async (task: ReportTask & ThreadTask): Promise<ReportAnswer> => {
  const { file, plan, property, commands, target, pulse } = task
  const scenario = await loadScenario(file)
  const recording = recordingOf(property === null ? scenario : judgedByOne(scenario, property), plan)
  const { code, problem } = await packScenario(file.path, property)
  const violated = property ?? recording.violations[0]?.property
  const explanation =
    task.explanation ??
    (recording.verdict === 'violated' && violated !== undefined
      ? explainSoon(scenario, plan, violated, new Int32Array(pulse))
      : null)
  const told = explanation && toldFailure(explanation, plan)
  const origin = { engine: version, scenario: file.name, commands, notLive: problem, told }
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

/** How long a failure may be shrunk for its page, ms of real time; `lightcone explain` takes its time. */
const budget = 5_000

function explainSoon(scenario: Scenario, plan: Plan, property: string, vitals: Int32Array): Explanation {
  const begun = Date.now()
  const lines = new SourceLines()
  return explain(scenario, plan, property, {
    vitals,
    sourceOf: (handler) => lines.of(handler),
    stop: () => Date.now() - begun > budget,
  })
}

function toldFailure({ plan, script, minimal, necessary, sentences }: Explanation, own: Plan): ToldFailure {
  return {
    plan: JSON.stringify(plan) === JSON.stringify(own) ? null : plan,
    script,
    minimal,
    necessary,
    story: sentences.map(({ event, text }) => ({ entry: event, text })),
  }
}
