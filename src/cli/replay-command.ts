import { scriptOf } from '../explore/explain/script.ts'
import { formatTime, parseTime } from '../kernel/time.ts'
import { planOf } from '../simulation/plan.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import type { ReplayAnswer, ReplayTask } from './replay-worker.ts'
import { requireReportName, writeReport } from './report.ts'
import { savedFailure, scenarioOf } from './saved-failure.ts'
import { oneScenario } from './scenario-files.ts'
import { requireSeed } from './seeds.ts'
import { inThread } from './thread.ts'

export interface ReplayCommandOptions {
  readonly seed?: string
  readonly until?: string
  readonly report?: string
  readonly stall: string
}

/** `lightcone replay`: one seed or saved failure, event by event. */
export async function replayCommand(
  name: string,
  given: readonly string[],
  options: ReplayCommandOptions,
): Promise<ExitCode> {
  const until = options.until === undefined ? {} : { until: parseTime(options.until) }
  if (options.report !== undefined) requireReportName(options.report)
  const failure = savedFailure(name)
  const seed = failure ? null : requireSeed(options.seed)
  const { scenario, file } = await (failure ? scenarioOf(failure, given) : oneScenario(name))
  const task: ReplayTask = { file, seed, failure, ...until }
  const run = await inThread<ReplayTask, string, ReplayAnswer>('replay-worker', task, {
    stall: parseTime(options.stall) / 1000,
    nodes: Object.keys(scenario.nodes),
    onNote: (lines) => console.log(lines),
  })
  console.log(
    ['', ...run.violations.flatMap(describeViolation), summary(run, options.until !== undefined)].join('\n'),
  )
  if (options.report !== undefined) {
    const plan = { ...(failure?.plan ?? planOf(scenario, seed!)), ...until }
    const task = {
      file,
      plan,
      property: failure?.property ?? null,
      story: [],
      script: failure ? scriptOf(scenario, plan) : [],
      commands: [`npx lightcone replay ${failure ? name : `${file.name} --seed ${seed}`}`],
    }
    const stall = parseTime(options.stall) / 1000
    console.log(await writeReport(task, options.report, { scenario, stall }))
  }
  if (failure && run.hash !== failure.hash && options.until === undefined) {
    console.log(
      `This is not the run that was saved (hash ${failure.hash}, by lightcone ${failure.engine}): the code of ${file.name}, or of lightcone, has changed since.${run.drift === null ? '' : `\n${run.drift.sentence}`}`,
    )
    return exitCodes.nondeterministic
  }
  if (run.verdict === 'violated') return exitCodes.violated
  return run.verdict === 'undecided' && options.until === undefined ? exitCodes.undecided : exitCodes.ok
}

function describeViolation({
  property,
  node,
  at,
  message,
  stack,
}: ReplayAnswer['violations'][number]): string[] {
  const where = node === null ? '' : ` at ${node}`
  return [
    paint('red', `✗ ${property} is violated${where} after ${formatTime(at)}:`),
    message.replace(/^/gm, '  '),
    ...(stack?.split('\n').slice(1, 6) ?? []),
  ]
}

function summary({ verdict, endedAt, events, hash, stats }: ReplayAnswer, isCut: boolean): string {
  let [sent, delivered] = [0, 0]
  for (const counts of Object.values(stats.messages)) {
    sent += counts.sent
    delivered += counts.delivered
  }
  const faults = Object.entries(stats.faults).map(([kind, count]) => `${kind} ${count}`)
  return `${verdict === 'undecided' && isCut ? 'ended early' : verdict} after ${formatTime(endedAt)}: ${events} events, ${sent} messages sent, ${delivered} delivered; faults: ${faults.join(', ') || 'none'}; hash ${hash}`
}
