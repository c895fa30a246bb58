import { replay } from '../explore/replay/replay.ts'
import { isToken, parseToken } from '../explore/replay/token.ts'
import { formatTime, parseTime } from '../kernel/time.ts'
import { simulate } from '../simulation/simulate.ts'
import { transcriptOf } from '../trace/transcript.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import { requireSeed } from './run-command.ts'
import { oneScenario } from './scenario-files.ts'

export interface ReplayCommandOptions {
  readonly seed?: string
  readonly until?: string
}

/** `lightcone replay`: one seed, event by event. */
export async function replayCommand(name: string, options: ReplayCommandOptions): Promise<ExitCode> {
  const until = options.until === undefined ? {} : { until: parseTime(options.until) }
  const failure = isToken(name) ? parseToken(name) : null
  const { scenario, file } = await oneScenario(failure?.scenario ?? name)
  const settings = { record: true, ...until }
  const run = failure
    ? replay(scenario, failure, settings).run
    : simulate(scenario, { seed: requireSeed(options.seed), ...settings })
  for (const line of transcriptOf(run.trace!.events)) console.log(line)
  console.log('')
  for (const { property, node, at, message, stack } of run.violations) {
    const where = node === null ? '' : ` at ${node}`
    console.log(paint('red', `✗ ${property} is violated${where} after ${formatTime(at)}:`))
    console.log(message.replace(/^/gm, '  '))
    if (stack !== undefined) console.log(stack.split('\n').slice(1, 6).join('\n'))
  }
  const { sent, delivered } = totals(run.stats.messages)
  const struck = Object.entries(run.stats.faults).map(([kind, count]) => `${kind} ${count}`)
  console.log(
    `${run.verdict} after ${formatTime(run.endedAt)}: ${run.events} events, ${sent} messages sent, ${delivered} delivered; faults: ${struck.join(', ') || 'none'}; hash ${run.hash}`,
  )
  if (failure && run.hash !== failure.hash && options.until === undefined)
    console.log(
      `This is not the run that was saved (hash ${failure.hash}, lightcone ${failure.engine}): the code of ${file.name} or of the engine has changed since.`,
    )
  if (failure && run.hash !== failure.hash && options.until === undefined) return exitCodes.nondeterministic
  if (run.verdict === 'violated') return exitCodes.violated
  return run.verdict === 'undecided' && options.until === undefined ? exitCodes.undecided : exitCodes.ok
}

function totals(messages: Readonly<Record<string, { sent: number; delivered: number }>>) {
  let [sent, delivered] = [0, 0]
  for (const counts of Object.values(messages)) {
    sent += counts.sent
    delivered += counts.delivered
  }
  return { sent, delivered }
}
