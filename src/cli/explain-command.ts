import { existsSync } from 'node:fs'
import { corpusPath, removeFailure, saveFailure } from '../corpus/corpus.ts'
import { version } from '../corpus/version.ts'
import { type Explanation, explanationText } from '../explore/explain/explain.ts'
import { explainedFailureOf, failureOf } from '../explore/replay/failure-of.ts'
import { tokenOf } from '../explore/replay/token.ts'
import { parseTime } from '../kernel/time.ts'
import { planOf } from '../simulation/plan.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { ExplainNote, ExplainTask } from './explain-worker.ts'
import { ProgressLine } from './progress.ts'
import { requireReportName, writeReport } from './report.ts'
import { chosenRun } from './saved-failure.ts'
import { inThread } from './thread.ts'

export interface ExplainCommandOptions {
  readonly seed?: string
  readonly property?: string
  readonly budget: string
  readonly report?: string
  readonly stall: string
  /** The folder of saved failures; false for none. */
  readonly corpus: string | false
}

/** `lightcone explain`: a failing seed or saved failure, shrunk to a script, and told; Ctrl-C ends the shrinking with the best so far. */
export async function explainCommand(
  name: string,
  given: readonly string[],
  options: ExplainCommandOptions,
): Promise<ExitCode> {
  const budget = parseTime(options.budget) / 1000
  if (options.report !== undefined) requireReportName(options.report)
  const { scenario, file, seed, failure } = await chosenRun(name, given, options.seed)
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())
  const line = new ProgressLine(process.stderr)
  const task: ExplainTask = { file, seed, failure, property: options.property ?? null, budget }
  const explanation = await inThread<ExplainTask, ExplainNote, Explanation | null>('explain-worker', task, {
    stall: parseTime(options.stall) / 1000,
    nodes: Object.keys(scenario.nodes),
    signal: interrupt.signal,
    onNote: ({ size: { faults, operations, nodes, pins }, trials }) =>
      line.show(
        () =>
          `${trials} plans tried: ${faults} faults, ${operations} operations, ${nodes} nodes, ${pins} messages left (Ctrl-C: enough)`,
      ),
  })
  line.clear()
  if (explanation === null) {
    console.log(
      failure
        ? `${failure.property} holds now: the failure of ${file.name} is gone.`
        : `Seed ${seed} of ${file.name} violates nothing.`,
    )
    return exitCodes.ok
  }
  const names = { engine: version, scenario: file.name }
  const record = explainedFailureOf(explanation, names)
  const { plan, property } = record
  const command = `npx lightcone replay ${tokenOf(record)}`
  console.log(`${explanationText(explanation)}\n\nTo see it again:\n  ${command}`)
  if (options.corpus !== false) {
    const itself = failure ?? failureOf(scenario, planOf(scenario, seed!), property, names)
    const { path, isNew } = saveFailure(options.corpus, record)
    if (isNew) console.log(`\nSaved as ${path}, to be replayed first from now on.`)
    const long = corpusPath(options.corpus, itself)
    if (long !== path && existsSync(long)) {
      removeFailure({ path: long })
      console.log(`Removed ${long}, of which it is the short form.`)
    }
  }
  if (options.report !== undefined) {
    const task = { file, plan, property, explanation, commands: [command] }
    const stall = parseTime(options.stall) / 1000
    console.log(await writeReport(task, options.report, { scenario, stall }))
  }
  return exitCodes.violated
}
