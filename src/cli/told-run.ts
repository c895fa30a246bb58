import { formatTime } from '../kernel/time.ts'
import type { Run } from '../simulation/run.ts'
import { paint } from './paint.ts'

/** A violation in lines: which, where, when, and how. */
export function describeViolation({
  property,
  node,
  at,
  message,
  stack,
}: Run['violations'][number]): string[] {
  const where = node === null ? '' : ` at ${node}`
  return [
    paint('red', `✗ ${property} is violated${where} after ${formatTime(at)}:`),
    message.replace(/^/gm, '  '),
    ...(stack?.split('\n').slice(1, 6) ?? []),
  ]
}

/** A run in one line. @param isCut whether it was told to end early */
export function summary(
  { verdict, endedAt, events, hash, stats }: Pick<Run, 'verdict' | 'endedAt' | 'events' | 'hash' | 'stats'>,
  isCut: boolean,
): string {
  let [sent, delivered] = [0, 0]
  for (const counts of Object.values(stats.messages)) {
    sent += counts.sent
    delivered += counts.delivered
  }
  const faults = Object.entries(stats.faults).map(([kind, count]) => `${kind} ${count}`)
  return `${verdict === 'undecided' && isCut ? 'ended early' : verdict} after ${formatTime(endedAt)}: ${events} events, ${sent} messages sent, ${delivered} delivered; faults: ${faults.join(', ') || 'none'}; hash ${hash}`
}

/** More operations than so many are not shown. */
const mostOperations = 20

/**
 * A script on a screen: of many operations only which there are, and of faults that never came due as well.
 * @param due how many of the faults were due before the run ended
 */
export function foldedScript(lines: readonly string[], due: number): string {
  const told: string[] = []
  const left = { operation: [] as string[], fault: [] as string[] }
  const operations = lines.filter((line) => line.startsWith('operation#')).length
  for (const line of lines) {
    const [, kind, number] = /^(operation|fault)#(\d+): /.exec(line) ?? []
    if (kind === 'operation' && operations > mostOperations) {
      if (left.operation.push(line) === operations)
        told.push(`${rangeOf(left.operation)}, such as ${unnumbered(line)}`)
    } else if (kind === 'fault' && Number(number) > due) left.fault.push(line)
    else told.push(line)
  }
  if (left.fault.length > 0) told.push(`${rangeOf(left.fault)} would come after the end`)
  return told.join('\n')
}

function rangeOf(lines: readonly string[]): string {
  const [first, last] = [lines[0]!, lines.at(-1)!].map((line) => line.slice(0, line.indexOf(':')))
  return first === last ? first! : `${first} to ${last}`
}

function unnumbered(line: string): string {
  return line.replace(/^\w+#\d+: /, '')
}
