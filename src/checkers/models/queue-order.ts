import type { Operation } from '../history.ts'
import { Identities } from '../linearizability/identities.ts'
import type { Settled } from '../linearizability/model.ts'
import type { QueueInput, QueueOutput } from './queue.ts'

type QueueOperation = Operation<QueueInput, QueueOutput>

/** A value with its two operations; one that is never dequeued has a dequeue at infinity. */
interface Item {
  readonly enqueue: QueueOperation
  readonly dequeue: QueueOperation | undefined
  readonly enqueued: number
  readonly enqueuedBy: number
  readonly dequeued: number
  readonly dequeuedBy: number
}

const NOT: Settled<never, never> = { linearizable: false }

/**
 * Decides a history of a queue in which no value is enqueued twice and no dequeue has an unknown answer, in time
 * n log n; undefined for others. It is linearizable exactly if (Henzinger, Sezgin & Vafeiadis 2013, §3, and
 * Bouajjani, Emmi, Enea & Hamza 2015, §4)
 * - every value that is dequeued was enqueued, not only afterwards, and is dequeued once;
 * - the values can be put in an order in which neither enqueues nor dequeues have to be the other way round;
 * - every dequeue that found the queue empty has a moment at which no value is certainly in it.
 * Orders of intervals have it that of a circle of demands, two members already contradict each other, so that the
 * order is found by always taking a value that may come first.
 */
export function settleByOrder(
  operations: readonly QueueOperation[],
): Settled<QueueInput, QueueOutput> | undefined {
  const found = itemsOf(operations)
  if (found === undefined || !('items' in found)) return found
  const { items, empties } = found
  const gaps = gapsFor(empties, items)
  if (gaps === undefined) return NOT
  const moments = [...new Set(gaps)].sort((a, b) => a - b)
  // What returned before an empty moment came and went before it; what did not may as well come after it.
  const parts: Item[][] = Array.from({ length: moments.length + 1 }, () => [])
  for (const item of items) parts[below(moments, Math.min(item.enqueuedBy, item.dequeuedBy))]!.push(item)
  const ordered: Item[][] = []
  for (const part of parts) {
    const order = inOrder(part)
    if (order === undefined) return NOT
    ordered.push(order)
  }
  return { linearizable: true, order: () => linearization(ordered, moments, empties, gaps) }
}

function itemsOf(operations: readonly QueueOperation[]) {
  const values = new Identities()
  const enqueues: (QueueOperation | undefined)[] = []
  const dequeues: (QueueOperation | undefined)[] = []
  const empties: QueueOperation[] = []
  for (const operation of operations) {
    const { input, output, outcome } = operation
    if (input.f === 'enqueue') {
      // A failed one is only here if failures are observed, and an enqueue has no reason to fail.
      if (outcome === 'failed') continue
      const value = values.of(input.value)
      if (enqueues[value] !== undefined) return undefined
      enqueues[value] = operation
    } else if (outcome === 'failed' || (outcome === 'ok' && output === null)) empties.push(operation)
    else if (outcome === 'indeterminate' || output === undefined) return undefined
    else {
      const value = values.of(output)
      if (dequeues[value] !== undefined) return enqueuedTwice(operations) ? undefined : NOT
      dequeues[value] = operation
    }
  }
  const items: Item[] = []
  for (let value = 0; value < values.size; value++) {
    const enqueue = enqueues[value]
    const dequeue = dequeues[value]
    if (enqueue === undefined) return NOT
    // An enqueue that may not have happened, and whose value nobody got, did not.
    if (dequeue === undefined && enqueue.outcome === 'indeterminate') continue
    const item: Item = {
      enqueue,
      dequeue,
      enqueued: enqueue.invoked,
      enqueuedBy: enqueue.returned ?? Number.POSITIVE_INFINITY,
      dequeued: dequeue?.invoked ?? Number.POSITIVE_INFINITY,
      dequeuedBy: dequeue?.returned ?? Number.POSITIVE_INFINITY,
    }
    if (item.dequeuedBy < item.enqueued) return NOT
    items.push(item)
  }
  return { items, empties }
}

function enqueuedTwice(operations: readonly QueueOperation[]): boolean {
  const values = new Identities()
  const enqueues = operations.filter(({ input }) => input.f === 'enqueue')
  for (const { input } of enqueues) if (input.f === 'enqueue') values.of(input.value)
  return values.size < enqueues.length
}

/** For each dequeue that found nothing, a position right after which no value is certainly in the queue. */
function gapsFor(empties: readonly QueueOperation[], items: readonly Item[]): number[] | undefined {
  const certain = items
    .filter(({ enqueuedBy, dequeued }) => enqueuedBy < dequeued)
    .sort((a, b) => a.enqueuedBy - b.enqueuedBy)
  const from: number[] = []
  const to: number[] = []
  for (const { enqueuedBy, dequeued } of certain) {
    if (to.length > 0 && enqueuedBy <= to.at(-1)!) to[to.length - 1] = Math.max(to.at(-1)!, dequeued)
    else {
      from.push(enqueuedBy)
      to.push(dequeued)
    }
  }
  const gaps: number[] = []
  for (const { invoked, returned } of empties) {
    const stretch = below(from, invoked + 1) - 1
    const gap = stretch >= 0 ? Math.max(invoked, to[stretch]!) : invoked
    if (gap >= returned!) return undefined
    gaps.push(gap)
  }
  return gaps
}

/** How many of the sorted numbers are below `limit`. */
function below(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** An order in which the items can have been enqueued and dequeued, if there is one. */
function inOrder(items: readonly Item[]): Item[] | undefined {
  const byEnqueue = [...items].sort((a, b) => a.enqueued - b.enqueued)
  const enqueueEnds = [...items].sort((a, b) => a.enqueuedBy - b.enqueuedBy || 0)
  const dequeueEnds = [...items].sort((a, b) =>
    a.dequeuedBy < b.dequeuedBy ? -1 : a.dequeuedBy > b.dequeuedBy ? 1 : 0,
  )
  const placed = new Set<Item>()
  const candidates = new Heap()
  const order: Item[] = []
  let next = 0
  let e = 0
  let d = 0
  while (order.length < items.length) {
    while (placed.has(enqueueEnds[e]!)) e++
    while (placed.has(dequeueEnds[d]!)) d++
    const dequeueEnd = dequeueEnds[d]!.dequeuedBy
    const first = Math.min(enqueueEnds[e]!.enqueuedBy, dequeueEnd)
    while (next < items.length && byEnqueue[next]!.enqueued < first) candidates.push(byEnqueue[next++]!)
    const item = candidates.pop()
    if (item === undefined || dequeueEnd < item.dequeued) return undefined
    placed.add(item)
    order.push(item)
  }
  return order
}

/** The items whose dequeue was invoked first come out first. */
class Heap {
  private readonly items: Item[] = []

  push(item: Item): void {
    const { items } = this
    let at = items.length
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (items[parent]!.dequeued <= item.dequeued) break
      items[at] = items[parent]!
      at = parent
    }
    items[at] = item
  }

  pop(): Item | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && items[child + 1]!.dequeued < items[child]!.dequeued) child++
      if (items[child]!.dequeued >= last.dequeued) break
      items[at] = items[child]!
      at = child
    }
    items[at] = last
    return top
  }
}

/** Every operation as early as the order and its invocation allow. */
function linearization(
  parts: readonly (readonly Item[])[],
  moments: readonly number[],
  empties: readonly QueueOperation[],
  gaps: readonly number[],
): QueueOperation[] {
  const order: QueueOperation[] = []
  for (const [p, part] of parts.entries()) {
    const enqueues: { at: number; operation: QueueOperation }[] = []
    const dequeues: { at: number; operation: QueueOperation }[] = []
    let enqueued = 0
    let dequeued = 0
    for (const item of part) {
      enqueued = Math.max(enqueued, item.enqueued)
      enqueues.push({ at: enqueued, operation: item.enqueue })
      dequeued = Math.max(dequeued, enqueued, item.dequeued)
      if (item.dequeue !== undefined) dequeues.push({ at: dequeued, operation: item.dequeue })
    }
    let d = 0
    for (const { at, operation } of enqueues) {
      while (d < dequeues.length && dequeues[d]!.at < at) order.push(dequeues[d++]!.operation)
      order.push(operation)
    }
    for (; d < dequeues.length; d++) order.push(dequeues[d]!.operation)
    for (const [i, empty] of empties.entries()) if (gaps[i] === moments[p]) order.push(empty)
  }
  return order
}
