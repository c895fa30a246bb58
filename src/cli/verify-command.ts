import { version } from '../corpus/version.ts'
import { type Explanation, explanationText } from '../explore/explain/explain.ts'
import { explainedFailureOf, failureOf } from '../explore/replay/failure-of.ts'
import { tokenOf } from '../explore/replay/token.ts'
import { estimatedStates } from '../explore/verify/order/estimate.ts'
import { type OrderName, parseOrder } from '../explore/verify/order/order-names.ts'
import type { VerifyProgress } from '../explore/verify/shards/levels.ts'
import type { Reductions } from '../explore/verify/states/transition-system.ts'
import type { Counterexample, Verification } from '../explore/verify/verification.ts'
import { mustComeToHold } from '../explore/verify/verify.ts'
import { UsageError } from '../kernel/errors.ts'
import { parseTime } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { shortJson } from '../trace/short-json.ts'
import {
  type CheckpointSubject,
  readCheckpointHeader,
  requireSame,
  requireWritable,
} from './checkpoint-file.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import { ProgressLine } from './progress.ts'
import { namesOfReductions, parseReductions } from './reduction-options.ts'
import { parseJobs } from './run-scenarios.ts'
import { findScenarioFiles, loadScenario, oneScenario, type ScenarioFile } from './scenario-files.ts'
import { sourceDigest } from './source-digest.ts'
import { stepThrough } from './step-command.ts'
import { inVerifyThreads } from './verify-threads.ts'
import type { VerifyAnswer } from './verify-worker.ts'

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
    })
    line.clear()
    verdicts.push(answer.verification)
    if (options.json) process.stdout.write(`${JSON.stringify(jsonOf(file, answer))}\n`)
    else console.log(report(file, scenario, answer).join('\n'))
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
  if (checkpoint !== undefined) requireWritable(checkpoint)
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
function tellOfCheckpoint(path: string, { verification, unsaved }: VerifyAnswer): void {
  if (unsaved !== null) console.error(`The search could not be kept in ${path}: ${unsaved}`)
  else if (verification.exhausted !== null)
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

function progressText(progress: VerifyProgress, took: number): string {
  const { states, generated, queued, depth, bytes, walks } = progress
  const perSecond = Math.round((generated * 1000) / Math.max(1, took))
  const estimate = estimateText(progress)
  const left = walks === null ? `${count(queued)} queued` : `${count(walks)} walks`
  return `depth ${depth}, ${count(states)} states, ${left}, ${count(generated)} steps (${count(perSecond)}/s), ${megabytes(bytes)}${estimate && `; ${estimate}`}`
}

/** How many states there may be in all; empty where nothing can be told. */
function estimateText({ states, levels }: VerifyProgress): string {
  const all = levels === null ? null : estimatedStates(levels)
  if (all === null || all <= states) return ''
  const share = Math.round((states * 100) / all)
  return `about ${share} % of what may be ${count(Number(all.toPrecision(2)))} states in all (an estimate)`
}

function report(
  file: ScenarioFile,
  scenario: Scenario,
  { verification, explanation, took }: VerifyAnswer,
): string[] {
  const { verdict, violations } = verification
  const mark =
    verdict === 'violated'
      ? paint('red', '✗')
      : verdict === 'undecided'
        ? paint('yellow', '?')
        : paint('green', '✓')
  const lines = [`${mark} ${file.name}  ${verdictText(scenario, verification)}`]
  lines.push(paint('dim', `  ${searchText(verification, took)}`))
  const declared = new Set(scenario.violates.map(({ name }) => name))
  for (const violation of violations) {
    const isTold = explanation?.violation.property === violation.property
    const isExpected = declared.has(violation.property)
    lines.push(`  ${violation.property}, violated after ${violation.depth} steps: ${violation.message}`)
    if (!isExpected && !isTold) lines.push(...stepLines(violation))
    if (violation.cycle !== undefined && violation.replays)
      lines.push(`  npx lightcone replay ${endlessToken(file, scenario, violation)}`)
  }
  if (explanation !== null) {
    const { property } = explanation.violation
    if (!declared.has(property)) lines.push('', explanationText(explanation), '')
    lines.push(`  npx lightcone replay ${tokenFor(file, explanation)}`)
  }
  return lines
}

function verdictText(scenario: Scenario, verification: Verification): string {
  const { verdict, notShown, reached, violations } = verification
  if (verdict === 'undecided') return undecidedText(verification)
  if (verdict === 'verified') return `verified within its bounds (${boundsText(scenario)})`
  if (verdict === 'shown')
    return `shows the violation of ${violations.map(({ property }) => property).join(', ')}`
  const declared = new Set(scenario.violates.map(({ name }) => name))
  const broken = violations.map(({ property }) => property).filter((name) => !declared.has(name))
  const unreached = Object.keys(reached).filter((name) => reached[name] === null)
  return [
    ...(broken.length > 0 ? [`violated ${broken.join(', ')}`] : []),
    ...(broken.length === 0 && notShown.length > 0
      ? [`nothing violates ${notShown.join(', ')} within the bounds, as declared`]
      : []),
    ...(broken.length === 0 && unreached.length > 0
      ? [`nothing reaches ${unreached.join(', ')} within the bounds`]
      : []),
  ].join('; ')
}

function undecidedText({ exhausted, unsettled }: Verification): string {
  if (exhausted === 'stopped') return 'stopped before everything was seen'
  if (exhausted === 'walks') return 'undecided: random walks see a part of what can happen'
  const names = Object.keys(unsettled)
  const what = names.length === 0 ? '' : ` before it was clear whether ${names.join(', ')} comes to hold`
  if (exhausted === 'within') return `undecided: what is left out by within had to happen${what}`
  return `undecided: the bound on ${exhausted} ran out${what}`
}

function boundsText({ verify }: Scenario): string {
  const { network = 'unordered', crashes, restarts, drops, duplicates, timeouts, within } = verify ?? {}
  const parts = [`network: ${network}`]
  for (const [name, most] of Object.entries({ crashes, drops, duplicates }))
    if (most !== undefined && most > 0) parts.push(`${name}: ${most}`)
  if (restarts !== undefined) parts.push(`restarts: ${restarts}`)
  if (typeof timeouts === 'number') parts.push(`timeouts: ${timeouts} at each node`)
  for (const [node, most] of typeof timeouts === 'object' ? Object.entries(timeouts) : [])
    parts.push(`timeouts of ${node}: ${most}`)
  if (within !== undefined) parts.push('within its condition')
  return parts.join(', ')
}

function searchText(verification: Verification, took: number): string {
  const { states, generated, depth, bytes, ends, handlerRuns, collision, queued, walks, seed } = verification
  const perSecond = Math.round((generated * 1000) / Math.max(1, took))
  const estimate = verification.verdict === 'undecided' ? estimateText(verification) : ''
  return [
    `${walks === null ? '' : `${count(walks)} walks: `}${count(states)} states${queued > 0 ? ` (${count(queued)} not expanded)` : ''}, ${count(generated)} steps, depth ${depth}, ${count(ends)} ends`,
    `${(took / 1000).toFixed(1)} s (${count(perSecond)} steps/s), ${megabytes(bytes)}, ${count(handlerRuns)} runs of handlers`,
    ...(estimate === '' ? [] : [estimate]),
    `operations of seed ${seed}; two states taken for one: p < ${collision.toExponential(0)}`,
  ].join('; ')
}

/** The counterexample as it was found, a line for each step. */
function stepLines({ steps, cycle }: Counterexample): string[] {
  const beginnings = steps.filter(({ type }) => type === 'begin').length
  return steps.slice(beginnings).flatMap(({ type, node, from, message, timer }, index) => {
    const what = message === undefined ? (timer?.replace('\n', ' of ') ?? '') : shortJson(message)
    const where = from === undefined ? node : `${from} → ${node}`
    const line = `    ${String(index + 1).padStart(3)}  ${type} ${where} ${what}`.trimEnd()
    return index + beginnings === cycle ? ['    and then for ever', line] : [line]
  })
}

function tokenFor({ name }: ScenarioFile, explanation: Explanation): string {
  return tokenOf(explainedFailureOf(explanation, { engine: version, scenario: name }))
}

/** Of a run that goes on for ever, as far as it was searched: it is not shrunk. */
function endlessToken({ name }: ScenarioFile, scenario: Scenario, violation: Counterexample): string {
  const { plan, property } = violation
  return tokenOf(failureOf(scenario, plan, property, { engine: version, scenario: name }))
}

function jsonOf(file: ScenarioFile, { verification, explanation, took }: VerifyAnswer): unknown {
  const { violations, witnesses, ...rest } = verification
  const { verdict, levels } = verification
  const estimate = verdict === 'undecided' && levels !== null ? estimatedStates(levels) : null
  return {
    type: 'verification',
    scenario: file.name,
    ...rest,
    estimatedStates: estimate,
    took,
    violations: violations.map(({ property, message, depth, cycle, replays, plan }) => ({
      property,
      message,
      depth,
      ...(cycle !== undefined && { cycle }),
      replays,
      plan,
    })),
    witnesses: witnesses.map(({ situation, replays, plan }) => ({ situation, replays, plan })),
    ...(explanation !== null && { token: tokenFor(file, explanation) }),
  }
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`
}
