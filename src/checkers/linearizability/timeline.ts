import { UsageError } from '../../kernel/errors.ts'
import type { History, Operation } from '../history.ts'
import type { Key, Model } from './model.ts'

/** What an operation is to the search, as bits; an update that returned has none of them. */
export const READ = 1
/** It may have happened or not, and has no return. */
export const OPTIONAL = 2
export const OVERWRITES = 4

/** The return of an operation that has none; later than all others. */
export const NEVER = 0x7fffffff

/**
 * The operations on one object (or on several that are tied together), in order of invocation, with the order of
 * their invocations and returns. Operations that say nothing are left out: those that failed, unless the model
 * reads something into it, and reads without an answer.
 */
export interface Timeline<Input, Output> {
  /** The key of the object; undefined if the model has none, null if several objects are tied together. */
  readonly key: Key | null | undefined
  readonly operations: readonly Operation<Input, Output>[]
  /** Bits for each operation. */
  readonly kinds: Uint8Array
  /** Place of the invocation of each operation in the order of all invocations and returns here. */
  readonly invoked: Int32Array
  /** Place of the return, or `NEVER`. */
  readonly returned: Int32Array
  /** The operations that returned, in order of return. */
  readonly returns: Int32Array
  /** For each return, how many operations were invoked before it. */
  readonly invokedBefore: Int32Array
}

/**
 * Splits a history into the timelines of its independent objects, in the order in which they were first touched.
 * @throws UsageError if the positions of the history are not those of one total order.
 */
export function timelinesOf<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): Timeline<Input, Output>[] {
  const events = eventsInOrder(history)
  const kinds = new Uint8Array(history.length)
  const kept = new Uint8Array(history.length)
  for (let i = 0; i < history.length; i++) {
    const { input, output, outcome } = history[i]!
    if (outcome === 'failed') {
      if (model.mayFail === undefined) continue
      kinds[i] = READ
    } else if (outcome === 'indeterminate') {
      if (model.isRead?.(input, undefined)) continue
      kinds[i] = OPTIONAL | (model.overwrites?.(input, undefined) ? OVERWRITES : 0)
    } else if (model.isRead?.(input, output)) kinds[i] = READ
    else if (model.overwrites?.(input, output)) kinds[i] = OVERWRITES
    kept[i] = 1
  }
  const { partOf, keys } = partsOf(history, model, kept)
  return distribute(history, events, kinds, partOf, keys)
}

/** All invocations (`i`) and returns (`~i`) of operations `i`, in order. */
function eventsInOrder(history: History): Int32Array {
  let events = 0
  let last = 0
  for (let i = 0; i < history.length; i++) {
    const { invoked, returned, outcome } = history[i]!
    const returns = outcome !== 'indeterminate'
    if (
      !Number.isSafeInteger(invoked) ||
      invoked < 0 ||
      (returns ? !(Number.isSafeInteger(returned) && returned! > invoked) : returned !== null)
    ) {
      throw new UsageError(
        `Expected operation ${i} of the history to have whole numbers 0 ≤ invoked < returned` +
          `${returns ? '' : ', and returned null as it is indeterminate'}, got invoked ${invoked}, returned ${returned}.`,
      )
    }
    events += returns ? 2 : 1
    last = Math.max(last, returned ?? invoked)
  }
  const ordered = last < 4 * events + 1024 ? byCounting(history, last) : bySorting(history)
  if (ordered.length !== events) {
    throw new UsageError(
      'Expected every invocation and return of the history to have a position of its own, got two at the same. ' +
        'Number them in the order in which they were observed.',
    )
  }
  return ordered
}

function byCounting(history: History, last: number): Int32Array {
  const at = new Int32Array(last + 1)
  for (let i = 0; i < history.length; i++) {
    const { invoked, returned } = history[i]!
    at[invoked] = i + 1
    if (returned !== null) at[returned] = ~i
  }
  let count = 0
  for (let position = 0; position <= last; position++) {
    const event = at[position]!
    if (event !== 0) at[count++] = event > 0 ? event - 1 : event
  }
  return at.subarray(0, count)
}

function bySorting(history: History): Int32Array {
  const events: { position: number; event: number }[] = []
  history.forEach(({ invoked, returned }, i) => {
    events.push({ position: invoked, event: i })
    if (returned !== null) events.push({ position: returned, event: ~i })
  })
  events.sort((a, b) => a.position - b.position)
  return Int32Array.from(
    events.filter(({ position }, i) => position !== events[i - 1]?.position),
    ({ event }) => event,
  )
}

/** The part each kept operation belongs to (−1 for the others), and the key of each part. */
function partsOf<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
  kept: Uint8Array,
): { partOf: Int32Array; keys: (Key | null | undefined)[] } {
  const partOf = new Int32Array(history.length).fill(-1)
  const numbers = new Map<Key, number>()
  const keys: (Key | null | undefined)[] = []
  const ties: number[][] = []
  let touchesAll = model.key === undefined
  const numberOf = (key: Key) => {
    let number = numbers.get(key)
    if (number === undefined) {
      number = keys.length
      numbers.set(key, number)
      keys.push(key)
    }
    return number
  }
  for (let i = 0; i < history.length && !touchesAll; i++) {
    if (kept[i] === 0) continue
    const key = model.key?.(history[i]!.input)
    if (typeof key === 'object' && key.length > 0) {
      const tied = key.map(numberOf)
      partOf[i] = tied[0]!
      if (tied.length > 1) ties.push(tied)
    } else if (key === undefined || typeof key === 'object') touchesAll = true
    else partOf[i] = numberOf(key)
  }
  if (touchesAll) return { partOf: partOf.map((_, i) => kept[i]! - 1), keys: [model.key && null] }
  return ties.length === 0 ? { partOf, keys } : tieTogether(partOf, keys, ties)
}

/** Merges parts that some operation touches together, with union–find. */
function tieTogether(partOf: Int32Array, keys: readonly (Key | null | undefined)[], ties: number[][]) {
  const parent = Int32Array.from(keys, (_, part) => part)
  const root = (part: number) => {
    while (parent[part] !== part) part = parent[part] = parent[parent[part]!]!
    return part
  }
  const tied = new Set<number>()
  for (const [first, ...rest] of ties) {
    for (const part of rest) {
      const [a, b] = [root(first!), root(part)]
      parent[Math.max(a, b)] = Math.min(a, b)
    }
  }
  for (let part = 0; part < keys.length; part++) if (root(part) !== part) tied.add(root(part))
  return {
    partOf: partOf.map((part) => (part < 0 ? -1 : root(part))),
    keys: keys.map((key, part) => (tied.has(part) ? null : key)),
  }
}

/** Lays the parts out as columns; every timeline is a window on arrays that all of them share. */
function distribute<Input, Output>(
  history: History<Input, Output>,
  events: Int32Array,
  kinds: Uint8Array,
  partOf: Int32Array,
  keys: readonly (Key | null | undefined)[],
): Timeline<Input, Output>[] {
  const operationsFrom = new Int32Array(keys.length + 1)
  const returnsFrom = new Int32Array(keys.length + 1)
  for (let i = 0; i < partOf.length; i++) {
    const part = partOf[i]!
    if (part < 0) continue
    operationsFrom[part + 1]!++
    if ((kinds[i]! & OPTIONAL) === 0) returnsFrom[part + 1]!++
  }
  for (let part = 0; part < keys.length; part++) {
    operationsFrom[part + 1]! += operationsFrom[part]!
    returnsFrom[part + 1]! += returnsFrom[part]!
  }
  const operations: Operation<Input, Output>[][] = keys.map(() => [])
  const kindsHere = new Uint8Array(operationsFrom[keys.length]!)
  const invoked = new Int32Array(kindsHere.length)
  const returned = new Int32Array(kindsHere.length).fill(NEVER)
  const returns = new Int32Array(returnsFrom[keys.length]!)
  const invokedBefore = new Int32Array(returns.length)
  const placeOf = new Int32Array(history.length)
  const returnsSeen = new Int32Array(keys.length)
  for (const event of events) {
    const i = event < 0 ? ~event : event
    const part = partOf[i]!
    if (part < 0) continue
    const members = operations[part]!
    const from = operationsFrom[part]!
    const clock = members.length + returnsSeen[part]!
    if (event >= 0) {
      placeOf[i] = members.length
      invoked[from + members.length] = clock
      kindsHere[from + members.length] = kinds[i]!
      members.push(history[i]!)
    } else {
      const place = returnsFrom[part]! + returnsSeen[part]!++
      returned[from + placeOf[i]!] = clock
      returns[place] = placeOf[i]!
      invokedBefore[place] = members.length
    }
  }
  const timelines: Timeline<Input, Output>[] = []
  for (let part = 0; part < keys.length; part++) {
    if (operations[part]!.length === 0) continue
    const [from, to] = [operationsFrom[part]!, operationsFrom[part + 1]!]
    const [first, last] = [returnsFrom[part]!, returnsFrom[part + 1]!]
    timelines.push({
      key: keys[part],
      operations: operations[part]!,
      kinds: kindsHere.subarray(from, to),
      invoked: invoked.subarray(from, to),
      returned: returned.subarray(from, to),
      returns: returns.subarray(first, last),
      invokedBefore: invokedBefore.subarray(first, last),
    })
  }
  return timelines
}
