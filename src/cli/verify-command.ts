import { version } from '../corpus/version.ts'
import { type OrderName, parseOrder } from '../explore/verify/order/order-names.ts'
import type { Reductions } from '../explore/verify/states/transition-system.ts'
import type { Verification } from '../explore/verify/verification.ts'
import { mustComeToHold } from '../explore/verify/verify.ts'
import { UsageError } from '../kernel/errors.ts'
import { parseTime } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { type CheckpointSubject, readCheckpointHeader, requireSame } from './checkpoint-file.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { parseJobs } from './jobs.ts'
import { ProgressLine } from './progress.ts'
import { namesOfReductions, parseReductions } from './reduction-options.ts'
import { findScenarioFiles, loadScenario, oneScenario, type ScenarioFile } from './scenario-files.ts'
import { sourceDigest } from './source-digest.ts'
import { stepThrough } from './step-command.ts'
import { progressText, verificationJson, verificationReport } from './verify-report.ts'
import { inVerifyThreads } from './verify-threads.ts'
import type { VerifyAnswer } from './verify-worker.ts'
import { requireWritable } from './whole-file.ts'

export interface VerifyCommandOptions {
  readonly seed?: string
  readonly order: string
  readonly walks?: string
  readonly jobs?: string
  readonly with: readonly string[]
  readonly without: readonly string[]
  readonly checkpoint?: string
  readonly resume?: string
  readonly depth?: string
  readonly states?: string
  readonly memory?: string
  readonly time?: string
  readonly budget: string
  readonly json?: true
  readonly step?: true
  readonly stall: string
}

/** `lightcone verify`: everything that can happen in scenarios, within their bounds. */
export async function verifyCommand(
  given: readonly string[],
  options: VerifyCommandOptions,
): Promise<ExitCode> {
  const order = parseOrder(options.order)
  requireKeepable(options, order)
  if (options.step) return await stepThrough(await chosenScenario(given), options.seed ?? '1')
  const resumed = options.resume === undefined ? null : readCheckpointHeader(options.resume)
  const scenarios = await scenariosWithBounds(
    resumed !== null && given.length === 0 ? [resumed.scenario] : given,
  )
  const walks = walksOf(options, order)
  const bounds = searchBounds(options)
  const jobs = jobsOf(options, order)
  const reductions = parseReductions(options.with, options.without)
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort())
  const line = new ProgressLine(process.stderr)
  const verdicts: Verification[] = []
  for (const { file, scenario } of scenarios) {
    if (interrupt.signal.aborted) break
    const seed = options.seed ?? resumed?.seed ?? '1'
    const subject = await subjectOf(file, scenario, seed, reductions, options, scenarios.length)
    if (resumed !== null) requireSame(options.resume!, resumed, subject!)
    const task = {
      file,
      seed,
      order,
      walks,
      bounds,
      reductions,
      time: options.time === undefined ? null : parseTime(options.time) / 1000,
      budget: parseTime(options.budget) / 1000,
      checkpoint: options.checkpoint === undefined ? null : { path: options.checkpoint, subject: subject! },
      resume: resumed === null ? null : { path: options.resume!, took: resumed.took },
    }
    const begun = Date.now() - (resumed?.took ?? 0)
    const answer = await inVerifyThreads(task, {
      jobs,
      stall: parseTime(options.stall) / 1000,
      nodes: Object.keys(scenario.nodes),
      signal: interrupt.signal,
      onProgress: (progress) =>
        line.show(() => `${progressText(progress, Date.now() - begun)}: ${file.name}`),
      onUnsaved: (reason) => {
        line.clear()
        console.error(reason)
      },
    })
    line.clear()
    verdicts.push(answer.verification)
    if (options.json) process.stdout.write(`${JSON.stringify(verificationJson(file, answer))}\n`)
    else console.log(verificationReport(file, scenario, answer).join('\n'))
    if (options.checkpoint !== undefined) tellOfCheckpoint(options.checkpoint, answer)
  }
  if (interrupt.signal.aborted) {
    console.error(`Stopped: ${verdicts.length} of ${scenarios.length} searches were done, the last in part.`)
    return exitCodes.interrupted
  }
  if (verdicts.some(({ verdict }) => verdict === 'violated')) return exitCodes.violated
  return verdicts.some(({ verdict }) => verdict === 'undecided') ? exitCodes.undecided : exitCodes.ok
}

async function chosenScenario(given: readonly string[]): Promise<Scenario> {
  const [name, ...others] = given
  if (name === undefined || others.length > 0)
    throw new UsageError(`Expected one scenario with --step, got ${given.length}.`)
  return (await oneScenario(name)).scenario
}

/** Of one scenario, bounds are required; of many, those that have some are meant. */
async function scenariosWithBounds(given: readonly string[]) {
  const files = findScenarioFiles(given)
  const all: { file: ScenarioFile; scenario: Scenario }[] = []
  for (const file of files) all.push({ file, scenario: await loadScenario(file) })
  const bounded = all.filter(({ scenario }) => scenario.verify !== null)
  if (all.length === 1) return all
  if (bounded.length === 0)
    throw new UsageError(
      `Expected scenarios with bounds, such as verify: { crashes: 1, timeouts: 2 }, got ${all.length} without.`,
    )
  return bounded
}

function searchBounds(options: VerifyCommandOptions) {
  const bounds: Record<string, number> = {}
  for (const name of ['depth', 'states', 'memory'] as const) {
    const text = options[name]
    if (text !== undefined) bounds[name] = wholeNumber(name, text, 0)
  }
  return bounds
}

function walksOf({ walks, time }: VerifyCommandOptions, order: OrderName): number {
  if (walks === undefined) return time === undefined ? 1_000 : Number.POSITIVE_INFINITY
  if (order !== 'random')
    throw new UsageError(
      `Expected --walks with --order random alone, got it with --order ${order}; leave it out.`,
    )
  return wholeNumber('walks', walks, 1)
}

/** @throws UsageError where a search can't be kept for later. */
function requireKeepable({ checkpoint, resume, step }: VerifyCommandOptions, order: OrderName): void {
  if (checkpoint === undefined && resume === undefined) return
  if (step)
    throw new UsageError(
      'Expected no --checkpoint or --resume with --step, which keeps nothing; leave them out.',
    )
  if (order !== 'breadth')
    throw new UsageError(
      `Expected --checkpoint and --resume with --order breadth alone, got --order ${order}; leave one of them out.`,
    )
  if (checkpoint !== undefined) requireWritable(checkpoint, '--checkpoint')
}

/** What a checkpoint would be about; `null` if there is none. @throws UsageError if that is no single search. */
async function subjectOf(
  file: ScenarioFile,
  scenario: Scenario,
  seed: string,
  reductions: Reductions,
  { checkpoint, resume }: VerifyCommandOptions,
  scenarios: number,
): Promise<CheckpointSubject | null> {
  if (checkpoint === undefined && resume === undefined) return null
  if (scenarios !== 1)
    throw new UsageError(
      `Expected one scenario with --checkpoint or --resume, got ${scenarios}; name the one to search.`,
    )
  if (mustComeToHold(scenario))
    throw new UsageError(
      `Expected no --checkpoint or --resume where something must come to hold some time, as in '${file.name}': such a search is not kept; leave it out.`,
    )
  return {
    engine: version,
    scenario: file.name,
    source: await sourceDigest(file),
    seed,
    reductions: namesOfReductions(reductions),
  }
}

/** On standard error, as standard output may be for machines. */
function tellOfCheckpoint(path: string, { verification, isSaved }: VerifyAnswer): void {
  if (isSaved && verification.exhausted !== null)
    console.error(`It can go on: npx lightcone verify --resume ${path}`)
}

/** Only a search in breadth can be shared. */
function jobsOf({ jobs }: VerifyCommandOptions, order: OrderName): number {
  const threads = parseJobs(jobs)
  if (order === 'breadth') return threads
  if (jobs !== undefined && threads > 1)
    throw new UsageError(
      `Expected --jobs with --order breadth alone, got ${threads} with --order ${order}; leave one of them out.`,
    )
  return 1
}

function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < least)
    throw new UsageError(`Expected --${name} to be a whole number, ${least} or more, got '${text}'.`)
  return value
}
