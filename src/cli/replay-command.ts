import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { parseMoment } from '../explore/replay/moment.ts'
import { UsageError } from '../kernel/errors.ts'
import { formatTime, parseTime } from '../kernel/time.ts'
import { type Plan, planOf } from '../simulation/plan.ts'
import { shortJson } from '../trace/short-json.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { exportTarget } from './export-file.ts'
import { exported } from './export-run.ts'
import { paint } from './paint.ts'
import type { NodeMoment, ReplayAnswer, ReplayTask } from './replay-worker.ts'
import { requireReportName, writeReport } from './report.ts'
import { type ChosenRun, chosenRun } from './saved-failure.ts'
import type { ScenarioFile } from './scenario-files.ts'
import { inThread } from './thread.ts'
import { describeViolation, foldedScript, summary } from './told-run.ts'
import { type WhatIfOptions, whatIf, whatIfOf } from './what-if.ts'

export interface ReplayCommandOptions extends WhatIfOptions {
  readonly seed?: string
  readonly until?: string
  readonly expectPass?: true
  readonly export?: string
  readonly format?: string
  readonly report?: string
  readonly stall: string
}

/** What is replayed, and how patiently. */
export interface Replayed extends ChosenRun {
  /** How long a handler may take, ms of real time. */
  readonly stall: number
}

/** `lightcone replay`: one seed or saved failure, event by event; or as it would be if its plan were another. */
export async function replayCommand(
  name: string,
  given: readonly string[],
  options: ReplayCommandOptions,
): Promise<ExitCode> {
  if (!options.expectPass) return await replay(name, given, options)
  try {
    return await expectPass(name, given, options)
  } catch (error) {
    // Whatever keeps it from an answer: for `git bisect run` this commit can be told neither good nor bad.
    console.error(error instanceof UsageError ? error.message : String(error))
    return exitCodes.cannotTell
  }
}

async function replay(
  name: string,
  given: readonly string[],
  options: ReplayCommandOptions,
): Promise<ExitCode> {
  const until = options.until === undefined ? null : parseMoment(options.until)
  const exportTo = exportTarget(options)
  const { report } = options
  if (report !== undefined) requireReportName(report)
  const change = whatIfOf(options)
  const besides = (['until', 'export', 'report'] as const).find((option) => options[option] !== undefined)
  if (change !== null && besides !== undefined)
    throw new UsageError(
      `Expected --without and --inject by themselves, got --${besides} besides; replay the token that they print.`,
    )
  const what = await replayedOf(name, given, options)
  if (change !== null) return await whatIf(what, change)
  const run = await answerOf(what, { until, exportTo, transcript: true })
  const { file, failure, seed } = what
  const holdsNow = failure && until === null && run.verdict === 'passed'
  const lines = [
    ...(holdsNow ? [paint('green', `✓ ${failure.property} holds now.`)] : []),
    ...run.violations.flatMap(describeViolation),
    summary(run, until !== null),
  ]
  console.log(['', ...lines].join('\n'))
  if (run.nodes !== null)
    console.log(
      `\nThe nodes at ${formatTime(run.endedAt)}, after event #${run.lines}:\n${nodesInWords(run.nodes)}`,
    )
  console.log(`\nThe script:\n${foldedScript(run.script, run.due).replace(/^/gm, '  ')}`)
  const violated = run.violations[0]?.property
  if (violated !== undefined && until === null)
    console.log(
      `\nTo explain it:\n  npx lightcone explain ${explainedAs(name, failure, file, seed, violated)}`,
    )
  if (exportTo !== null) console.log(`\n${exported('the run', run.lines, exportTo)}`)
  if (report !== undefined)
    await writeReplayed(what, name, until === null ? {} : { until: run.endedAt }, report)
  if (failure && until === null && run.hash !== failure.hash) {
    console.log(`\n${drifted(failure, file, run.drift)}`)
    return exitCodes.nondeterministic
  }
  if (run.verdict === 'violated') return exitCodes.violated
  return run.verdict === 'undecided' && until === null ? exitCodes.undecided : exitCodes.ok
}

/** 0 when it does not fail any more, 1 when it does still: what `git bisect run` asks. */
async function expectPass(
  name: string,
  given: readonly string[],
  options: ReplayCommandOptions,
): Promise<ExitCode> {
  const { until, export: exportTo, report } = options
  if (until ?? exportTo ?? report ?? whatIfOf(options) ?? false)
    throw new UsageError('Expected --expect-pass by itself, as it judges the whole run as it is.')
  const what = await replayedOf(name, given, options)
  const run = await answerOf(what, { until: null, exportTo: null, transcript: false })
  console.log([...run.violations.flatMap(describeViolation), summary(run, false)].join('\n'))
  if (run.verdict === 'violated') return exitCodes.violated
  return run.verdict === 'passed' ? exitCodes.ok : exitCodes.cannotTell
}

async function replayedOf(
  name: string,
  given: readonly string[],
  options: ReplayCommandOptions,
): Promise<Replayed> {
  return { ...(await chosenRun(name, given, options.seed)), stall: parseTime(options.stall) / 1000 }
}

function answerOf(
  { file, scenario, seed, failure, stall }: Replayed,
  rest: Pick<ReplayTask, 'until' | 'exportTo' | 'transcript'>,
): Promise<ReplayAnswer> {
  return inThread<ReplayTask, string, ReplayAnswer>(
    'replay-worker',
    { file, seed, failure, ...rest },
    { stall, nodes: Object.keys(scenario.nodes), onNote: (lines) => console.log(lines) },
  )
}

/** The run as a page. @param end where it was stopped */
async function writeReplayed(
  { file, scenario, seed, failure, stall }: Replayed,
  name: string,
  end: Pick<Plan, 'until'>,
  report: string,
): Promise<void> {
  const plan = { ...(failure?.plan ?? planOf(scenario, seed!)), ...end }
  const task = {
    file,
    plan,
    property: failure?.property ?? null,
    explanation: null,
    commands: [`npx lightcone replay ${failure ? name : `${file.name} --seed ${seed}`}`],
  }
  console.log(`\n${await writeReport(task, report, { scenario, stall })}`)
}

function explainedAs(
  name: string,
  failure: FailureRecord | null,
  file: ScenarioFile,
  seed: string | null,
  property: string,
): string {
  return failure ? name : `${file.name} --seed ${seed} --property '${property}'`
}

function drifted({ hash, engine }: FailureRecord, file: ScenarioFile, drift: string | null): string {
  const sentence = `This is not the run that was saved (hash ${hash}, by lightcone ${engine}): the code of ${file.name}, or of lightcone, has changed since.`
  return drift === null ? sentence : `${sentence}\n${drift}`
}

function nodesInWords(nodes: readonly NodeMoment[]): string {
  return nodes
    .map(({ id, up, state }) => {
      const name = `  ${id}${up ? '' : ' (down)'}`
      const short = shortJson(state, Number.POSITIVE_INFINITY)
      if (short.length + name.length < 100 || typeof state !== 'object' || state === null)
        return `${name}  ${short}`
      const fields = Object.entries(state).map(([field, value]) => `    ${field}: ${shortJson(value, 200)}`)
      return [name, ...fields].join('\n')
    })
    .join('\n')
}
