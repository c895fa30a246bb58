import { verdictOf } from '../explore/batch.ts'
import { formatTime, parseTime } from '../kernel/time.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { ProgressLine } from './progress.ts'
import { parseJobs, runScenarios, type ScenarioOutcome } from './run-scenarios.ts'
import { findScenarioFiles, loadScenario } from './scenario-files.ts'
import { parseSeeds } from './seeds.ts'
import { failureReport, vacuityReport, verdictTable } from './verdict-table.ts'

export interface RunCommandOptions {
  readonly seeds: string
  readonly jobs?: string
  readonly json?: true
  readonly checkDeterminism?: true
  readonly until?: string
  readonly strict?: true
  readonly stall: string
}

/** `lightcone run`: every scenario over the seeds, and whether it behaved as it declares. */
export async function runCommand(given: readonly string[], options: RunCommandOptions): Promise<ExitCode> {
  const seeds = parseSeeds(options.seeds)
  const stall = parseTime(options.stall) / 1000
  const until = options.until === undefined ? undefined : parseTime(options.until)
  const jobs = parseJobs(options.jobs)
  const files = findScenarioFiles(given)
  const scenarios = []
  for (const file of files) scenarios.push({ file, scenario: await loadScenario(file) })
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())
  const line = new ProgressLine(process.stderr)
  const begun = Date.now()
  const total = scenarios.length * (seeds.last - seeds.first + 1)
  const outcomes: ScenarioOutcome[] = []
  let before = 0
  let failed = 0
  for await (const outcome of runScenarios(scenarios, {
    seeds,
    jobs,
    stall,
    checkDeterminism: options.checkDeterminism ?? false,
    signal: interrupt.signal,
    ...(until !== undefined && { until }),
    progress: (batch, file) =>
      line.show(() => {
        const done = before + batch.seeds
        const perSecond = (done * 1000) / Math.max(1, Date.now() - begun)
        const left = formatTime(Math.round((total - done) / perSecond) * 1_000_000)
        return `${done}/${total} runs, ${Math.round(perSecond)}/s, ${failed + batch.failed} failed, ${left} left: ${file.name}`
      }),
  })) {
    before += outcome.batch.seeds
    failed += outcome.batch.failed
    outcomes.push(outcome)
    if (options.json) printJson(outcome)
  }
  line.clear()
  const report = [verdictTable(outcomes), ...vacuityReport(outcomes), ...failureReport(outcomes)].join('\n')
  if (options.json) console.error(report)
  else console.log(report)
  if (interrupt.signal.aborted) {
    console.error(`Stopped: ${before} of ${total} runs were done.`)
    return exitCodes.interrupted
  }
  return exitCodeOf(outcomes, options.strict ?? false)
}

function exitCodeOf(outcomes: readonly ScenarioOutcome[], strict: boolean): ExitCode {
  if (outcomes.some(({ trouble }) => trouble?.type === 'difference')) return exitCodes.nondeterministic
  const verdicts = outcomes.map(({ scenario, batch }) => verdictOf(scenario, batch))
  const isBad = outcomes.some(({ trouble }) => trouble !== null)
  const broken = verdicts.some(
    ({ violated, notShown, notReached }) => violated.length + notShown.length + notReached.length > 0,
  )
  if (isBad || broken) return exitCodes.violated
  if (outcomes.some(({ batch }) => batch.undecided > 0)) return exitCodes.undecided
  if (strict && verdicts.some(({ notExercised }) => notExercised.length > 0)) return exitCodes.undecided
  return exitCodes.ok
}

/** One object for the scenario and one for each failing seed, a line each. */
function printJson({ file, scenario, batch, trouble, complete }: ScenarioOutcome): void {
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
