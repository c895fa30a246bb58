import { readCorpus, type UnreadableFile } from '../corpus/corpus.ts'
import { isAsDeclared, isUnanswered, type SavedOutcome } from '../corpus/replay-saved.ts'
import { type Batch, verdictOf } from '../explore/batch.ts'
import { parseStrategy } from '../explore/search/strategy-names.ts'
import { formatTime, parseTime } from '../kernel/time.ts'
import { type Plan, planOf } from '../simulation/plan.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { exportTarget } from './export-file.ts'
import { exportRun } from './export-run.ts'
import { ProgressLine } from './progress.ts'
import { requireReportName, writeReport } from './report.ts'
import { type LoadedScenario, runScenarios, type ScenarioOutcome } from './run-scenarios.ts'
import type { RunWorkers } from './run-workers.ts'
import { replaySavedFailures, savedReport, saveFailures } from './saved-failures.ts'
import { findScenarioFiles, loadScenario } from './scenario-files.ts'
import { countOf, parseQuiet, type SeedRange } from './seeds.ts'
import { failureReport, noveltyReport, strictReport, vacuityReport, verdictTable } from './verdict-table.ts'

export interface RunCommandOptions {
  readonly seeds: string
  /** Only this seed. */
  readonly seed?: string
  readonly strategy: string
  /** True for the usual probability. */
  readonly untilQuiet?: string | true
  readonly jobs?: string
  readonly json?: true
  readonly checkDeterminism?: true
  readonly until?: string
  readonly strict?: true
  readonly report?: string
  readonly export?: string
  readonly format?: string
  readonly stall: string
  /** The folder of saved failures; false for none. */
  readonly corpus: string | false
}

/** `lightcone run`: every scenario over the seeds, and whether it behaved as it declares. */
export async function runCommand(
  given: readonly string[],
  options: RunCommandOptions,
  seeds: SeedRange,
  workers: RunWorkers,
): Promise<ExitCode> {
  const exportTo = exportTarget(options)
  const stall = parseTime(options.stall) / 1000
  const until = options.until === undefined ? undefined : parseTime(options.until)
  const strategy = parseStrategy(options.strategy)
  const untilQuiet = parseQuiet(options.untilQuiet)
  if (options.report !== undefined) requireReportName(options.report)
  const files = findScenarioFiles(given)
  const scenarios = []
  for (const file of files) scenarios.push({ file, scenario: await loadScenario(file) })
  const corpus = options.corpus === false ? { saved: [], unreadable: [] } : readCorpus(options.corpus)
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())
  const line = new ProgressLine(process.stderr)
  const begun = Date.now()
  const total = scenarios.length * countOf(seeds)
  const outcomes: ScenarioOutcome[] = []
  const replayed: SavedOutcome[] = []
  for (const loaded of scenarios) {
    if (interrupt.signal.aborted) break
    const saved = corpus.saved.filter(({ failure }) => failure.scenario === loaded.file.name)
    if (saved.length === 0) continue
    line.show(() => `${saved.length} saved failures first: ${loaded.file.name}`)
    const ofScenario = await replaySavedFailures(loaded, saved, stall)
    if (options.json) for (const outcome of ofScenario) print({ type: 'saved', ...outcome })
    replayed.push(...ofScenario)
  }
  let before = 0
  let failed = 0
  let faults = 0
  for await (const outcome of runScenarios(scenarios, {
    workers,
    seeds,
    stall,
    strategy,
    untilQuiet,
    checkDeterminism: options.checkDeterminism ?? false,
    signal: interrupt.signal,
    ...(until !== undefined && { until }),
    progress: (batch, file) =>
      line.show(() => {
        const done = before + batch.seeds
        const perSecond = (done * 1000) / Math.max(1, Date.now() - begun)
        const left = formatTime(Math.round((total - done) / perSecond) * 1_000_000)
        const fired = faults + struck(batch)
        return `${done}/${total} runs, ${Math.round(perSecond)}/s, ${failed + batch.failed} failed, ${fired} faults fired, ${left} left: ${file.name}`
      }),
  })) {
    before += outcome.batch.seeds
    failed += outcome.batch.failed
    faults += struck(outcome.batch)
    outcomes.push(outcome)
    if (options.json) printJson(outcome)
  }
  line.clear()
  const saved = options.corpus === false ? [] : saveFailures(outcomes, replayed, options.corpus)
  const strict = options.strict ?? false
  const code = interrupt.signal.aborted
    ? exitCodes.interrupted
    : exitCodeOf(outcomes, replayed, corpus.unreadable, strict)
  const report = [
    verdictTable(outcomes, strict),
    ...savedReport(replayed, corpus.unreadable),
    ...vacuityReport(outcomes),
    ...noveltyReport(outcomes),
    ...failureReport(outcomes),
    ...saved,
    ...(strict && code === exitCodes.undecided ? strictReport(outcomes) : []),
  ].join('\n')
  if (options.json) console.error(report)
  else console.log(report)
  if (options.report !== undefined && outcomes.length > 0) {
    const { file, scenario, seed, made } = worthSeeing(outcomes, seeds.first)
    const plan = { ...(made ?? planOf(scenario, seed)), ...(until !== undefined && { until }) }
    const commands = made ? [] : [`npx lightcone replay ${file.name} --seed ${seed}`]
    const task = { file, plan, property: null, explanation: null, commands }
    const written = await writeReport(task, options.report, { scenario, stall })
    if (options.json) console.error(written)
    else console.log(written)
  }
  if (exportTo !== null && outcomes.length > 0)
    console.error(await exportRun({ ...worthSeeing(outcomes, seeds.first), until, stall }, exportTo))
  if (code === exitCodes.interrupted) console.error(`Stopped: ${before} of ${total} runs were done.`)
  return code
}

/** The run that a page shows, or that is exported: the first failure, or else a violation that was declared, or else the first run. */
function worthSeeing(
  outcomes: readonly ScenarioOutcome[],
  first: number,
): LoadedScenario & { readonly seed: string; readonly made: Plan | undefined } {
  const failed = outcomes.find(({ batch }) => batch.failures.length > 0)
  const { file, scenario, batch } = failed ?? outcomes[0]!
  const failure = batch.failures[0] ?? batch.shown[0]
  return { file, scenario, seed: failure?.seed ?? String(first), made: failure?.plan }
}

/** How many faults struck in a batch. */
function struck({ faults }: Batch): number {
  return Object.values(faults).reduce((sum, count) => sum + count, 0)
}

function exitCodeOf(
  outcomes: readonly ScenarioOutcome[],
  saved: readonly SavedOutcome[],
  unreadable: readonly UnreadableFile[],
  strict: boolean,
): ExitCode {
  if (outcomes.some(({ trouble }) => trouble?.type === 'difference')) return exitCodes.nondeterministic
  const verdicts = outcomes.map(({ scenario, batch }) => verdictOf(scenario, batch))
  const isBad = outcomes.some(({ trouble }) => trouble !== null)
  const broken = verdicts.some(
    ({ violated, notShown, notReached }) => violated.length + notShown.length + notReached.length > 0,
  )
  const isBadStill = saved.some((one) => !isUnanswered(one) && !isAsDeclared(one))
  if (isBad || broken || isBadStill) return exitCodes.violated
  if (saved.some(isUnanswered) || unreadable.length > 0) return exitCodes.undecided
  if (outcomes.some(({ batch }) => batch.undecided > 0)) return exitCodes.undecided
  if (strict && verdicts.some(({ notExercised }) => notExercised.length > 0)) return exitCodes.undecided
  return exitCodes.ok
}

/** One object for the scenario and one for each failing seed, a line each. */
function printJson({ file, scenario, batch, trouble, complete, novelty }: ScenarioOutcome): void {
  const { seeds, passed, failed, undecided, events, hash, faults, properties } = batch
  const verdict = verdictOf(scenario, batch)
  const asDeclared = verdict.asDeclared && trouble === null && complete
  const { notExercised } = verdict
  const summary = {
    seeds,
    passed,
    failed,
    undecided,
    asDeclared,
    events,
    hash,
    faults,
    properties,
    notExercised,
  }
  print({
    type: 'scenario',
    scenario: file.name,
    ...summary,
    ...(novelty && { situations: novelty.situations, probabilityOfNew: novelty.ofNext }),
    ...(trouble && { trouble }),
  })
  for (const { seed, property, node, at, message, hash: trace } of batch.failures)
    print({
      type: 'failure',
      scenario: file.name,
      seed: asNumber(seed),
      property,
      node,
      at,
      message,
      hash: trace,
    })
}

function asNumber(seed: string): number | string {
  return /^-?\d+$/.test(seed) ? Number(seed) : seed
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
