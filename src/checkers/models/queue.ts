import type { Operation } from '../history.ts'
import { equal, Identities } from '../linearizability/identities.ts'
import { impossible, type Key, type Model } from '../linearizability/model.ts'
import { settleByOrder } from './queue-order.ts'

/** Adds `value` at the end of the queue `key`, or takes what is first in it. */
export type QueueInput =
  | { readonly f: 'enqueue'; readonly key?: Key; readonly value: unknown }
  | { readonly f: 'dequeue'; readonly key?: Key }

/** A `dequeue` returns the value, or `null` if the queue was empty. */
export type QueueOutput = unknown

export interface QueueOptions {
  /**
   * What the outcome `failed` of a `dequeue` says: `ignored` (by default), only that it took nothing; `observed`, that
   * the queue was empty, as in Jepsen's histories.
   */
  readonly failures?: 'ignored' | 'observed'
}

type QueueModel<State> = Model<State, QueueInput, QueueOutput>

/** First-in-first-out queues. */
export function queue(options: QueueOptions = {}): QueueModel<readonly unknown[]> {
  const observed = options.failures === 'observed'
  return {
    name: 'queue',
    initial: () => [],
    step(queued, input, output) {
      if (input.f === 'enqueue') return [...queued, input.value]
      if (output === null) return queued.length === 0 ? queued : impossible
      if (queued.length === 0) return output === undefined ? queued : impossible
      return output === undefined || equal(queued[0], output) ? queued.slice(1) : impossible
    },
    ...(observed && { mayFail: (queued, input) => input.f === 'enqueue' || queued.length === 0 }),
    key: (input) => input.key ?? '',
    isRead: (input, output) => input.f === 'dequeue' && output === null,
    settle: settleByOrder,
    fit: (operations) => fitted(operations, observed),
    describeOperation: (input, output) =>
      input.f === 'enqueue'
        ? `enqueue ${JSON.stringify(input.value)}`
        : output === null
          ? 'dequeue → empty'
          : `dequeue → ${JSON.stringify(output) ?? '?'}`,
  }
}

/** Stands for all that is behind a value which nobody dequeues: none of it can be dequeued either. */
const STUCK = '\0'

const MOST_VALUES = 0xffff

/**
 * The same queue as a text of one character a value, with what is known of the dequeues to come: behind a value
 * that stays for ever nothing is ever dequeued, and no value is enqueued behind one whose dequeue begins only
 * after its own has ended.
 */
function fitted(
  operations: readonly Operation<QueueInput, QueueOutput>[],
  observed: boolean,
): QueueModel<unknown> | undefined {
  const values = new Identities()
  const enqueues: number[] = []
  const dequeues: number[] = []
  const begins: number[] = []
  const ends: number[] = []
  let unknownDequeues = false
  for (const { input, output, outcome, invoked, returned } of operations) {
    if (input.f === 'enqueue') {
      const value = values.of(input.value)
      enqueues[value] = (enqueues[value] ?? 0) + 1
    } else if (outcome === 'indeterminate' || (outcome === 'ok' && output === undefined))
      unknownDequeues = true
    else if (outcome === 'ok' && output !== null) {
      const value = values.of(output)
      dequeues[value] = (dequeues[value] ?? 0) + 1
      begins[value] = invoked
      ends[value] = returned!
    }
  }
  if (values.size >= MOST_VALUES) return undefined
  const optional = new Set<QueueInput>()
  for (const { input, outcome } of operations) if (outcome === 'indeterminate') optional.add(input)
  for (const { input, outcome } of operations) if (outcome !== 'indeterminate') optional.delete(input)
  const once = (value: number) => enqueues[value] === 1 && dequeues[value] === 1
  const isBehindLater = (queued: string, value: number) => {
    for (let i = 0; i < queued.length; i++) {
      const other = queued.charCodeAt(i) - 1
      if (other >= 0 && once(other) && begins[other]! > ends[value]!) return true
    }
    return false
  }
  const model: QueueModel<string> = {
    name: 'queue',
    initial: () => '',
    step(queued, input, output) {
      if (input.f === 'dequeue') {
        if (output === null) return queued === '' ? queued : impossible
        if (queued === '') return output === undefined ? queued : impossible
        if (output !== undefined && queued.charCodeAt(0) !== values.of(output) + 1) return impossible
        return queued.slice(1)
      }
      const value = values.of(input.value)
      if (dequeues[value] === undefined) {
        // What is never dequeued is in the way, if anything: if it need not have been enqueued, it was not.
        if (optional.has(input)) return impossible
        if (!unknownDequeues) return queued.endsWith(STUCK) ? queued : queued + STUCK
      }
      if (once(value) && (queued.endsWith(STUCK) || isBehindLater(queued, value))) return impossible
      if (queued.endsWith(STUCK)) return queued
      return queued + String.fromCharCode(value + 1)
    },
    ...(observed && { mayFail: (queued, input) => input.f === 'enqueue' || queued === '' }),
    isRead: (input, output) => input.f === 'dequeue' && output === null,
  }
  return model as QueueModel<unknown>
}
