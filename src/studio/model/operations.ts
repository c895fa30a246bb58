import type { Operation } from '../../checkers/history.ts'
import type { Micros } from '../../kernel/time.ts'
import { shortJson } from '../../trace/short-json.ts'
import type { Timeline } from './timeline.ts'

/** What a client asked for, from its invocation to its return. */
export interface ShownOperation {
  readonly operation: Operation
  readonly node: number
  readonly from: Micros
  /** When it never returned, the client's next invocation or the run's end: it may take effect even later. */
  readonly to: Micros
  readonly invoked: number
  /** The entry of its return; −1 without one. */
  readonly returned: number
}

/** The clients' operations, in the order of their invocations. */
export function operationsOf(timeline: Timeline): ShownOperation[] {
  const { history } = timeline.recording
  const returns = new Map<number, number>()
  const invocations: number[] = []
  for (let entry = 0; entry < timeline.length; entry++) {
    const kind = timeline.kind(entry)
    if (kind === 'invoke') invocations.push(entry)
    else if (kind === 'return')
      returns.set((timeline.detail(entry) as { operation: number }).operation, entry)
  }
  const nextOf = nextInvocations(timeline, invocations)
  return invocations.flatMap((invoked, index) => {
    const operation = history[index]
    if (!operation) return []
    const returned = returns.get(index) ?? -1
    const next = nextOf[index]!
    const to = returned >= 0 ? timeline.times[returned]! : next < 0 ? timeline.end : timeline.times[next]!
    return {
      operation,
      node: timeline.nodeOf[invoked]!,
      from: timeline.times[invoked]!,
      to,
      invoked,
      returned,
    }
  })
}

/** For each invocation the next one of the same client; −1 for the last. */
function nextInvocations({ nodeOf }: Timeline, invocations: readonly number[]): number[] {
  const next: number[] = []
  const later = new Map<number, number>()
  for (const invoked of invocations.toReversed()) {
    const node = nodeOf[invoked]!
    next.push(later.get(node) ?? -1)
    later.set(node, invoked)
  }
  return next.reverse()
}

/** An operation in few words: `append k1 "c.2" → ok`. */
export function describeOperation({ input, outcome, output }: Operation): string {
  const result = outcome !== 'ok' ? outcome : output === undefined || output === null ? 'ok' : inWords(output)
  return `${inWords(input)} → ${result}`
}

function inWords(value: unknown): string {
  const steps = transactionInWords(value)
  if (steps !== null) return steps
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return shortJson(value, 60)
  const { f, type, ...rest } = value as Readonly<Record<string, unknown>>
  const name = f ?? type
  if (typeof name !== 'string') return shortJson(value, 60)
  return [name, ...Object.values(rest).map((part) => shortJson(part, 30))].join(' ')
}

/** The steps of a transaction, as `append x 1, r y [2]`; `null` when it is none. */
function transactionInWords(value: unknown): string | null {
  const steps = isTransaction(value) ? value.value : value
  if (!Array.isArray(steps) || steps.length === 0) return null
  const words = steps.map((step: unknown) => {
    if (!Array.isArray(step) || typeof step[0] !== 'string') return null
    const [f, key, argument] = step as readonly unknown[]
    return `${f} ${String(key)}${argument === null || argument === undefined ? '' : ` ${shortJson(argument, 16)}`}`
  })
  return words.includes(null) ? null : words.join(', ')
}

function isTransaction(value: unknown): value is { readonly value: unknown } {
  return typeof value === 'object' && value !== null && 'f' in value && value.f === 'txn' && 'value' in value
}
