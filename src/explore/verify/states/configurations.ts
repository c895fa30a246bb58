import { GrowingInts } from '../order/growing-ints.ts'
import type { Lanes } from '../reduction/canonical.ts'
import type { LocalStates } from './local-states.ts'
import { PairTable } from './pair-table.ts'
import { type Hashes, lowerHalf, queuedHigh } from './state-hash.ts'

/** How messages wait. */
export interface Waiting {
  /** Those of a link stand behind each other in their order. */
  readonly isOrdered: boolean
  /** There is one of each at most. */
  readonly isSet: boolean
}

/** The length of a row, and what stands where in it. */
const row = 7
const localAt = 0
const localHighAt = 1
const localLowAt = 2
const highAt = 3
const lowAt = 4
const messagesFrom = 5
const messagesEnd = 6

/** Nobody is removed, nothing is done. */
export const none = -1

/**
 * The configurations of single nodes, by number: a node's state together with the messages that wait for it, in a
 * canonical order. A state of the whole is little more than a number for each node; its hash is the sum of theirs, as
 * that of a configuration is the sum of its node's state's and its messages' hashes.
 */
export class Configurations {
  /** The states of nodes and the messages that they are made of. */
  readonly local: LocalStates
  private readonly waiting: Waiting
  private readonly rows = new GrowingInts()
  /** The messages of all, one after another. */
  private readonly pool = new GrowingInts()
  /** By message that has arrived: which configuration became which. */
  private readonly arrivals = new PairTable()
  /** A hash table with open addressing, of numbers counted from 1. */
  private slots = new Int32Array(1024)
  private count = 0
  /** The messages of the configuration that is made. */
  private messages = new Int32Array(64)
  private made = 0

  /** A message changes the hash of a configuration by as much whatever else waits there. */
  readonly isAdditive: boolean

  constructor(local: LocalStates, waiting: Waiting) {
    this.local = local
    this.waiting = waiting
    this.isAdditive = !waiting.isOrdered && !waiting.isSet
  }

  get size(): number {
    return this.count
  }

  /** How much memory they take, bytes. */
  get bytes(): number {
    return this.rows.bytes + this.pool.bytes + this.arrivals.bytes + this.slots.byteLength
  }

  /** The node's state. */
  localOf(configuration: number): number {
    return this.rows.items[row * configuration + localAt]!
  }

  /** Leaves in `sum` the sum of the hashes of some nodes' states. */
  sumLocals(vector: Int32Array, start: number, nodes: Int32Array, sum: { high: number; low: number }): void {
    const { items } = this.rows
    let high = 0
    let low = 0
    const { length } = nodes
    for (let index = 0; index < length; index++) {
      const at = row * vector[start + nodes[index]!]!
      high = (high + items[at + localHighAt]!) | 0
      low = (low + items[at + localLowAt]!) | 0
    }
    sum.high = high
    sum.low = low
  }

  /** The halves of its hash. */
  high(configuration: number): number {
    return this.rows.items[row * configuration + highAt]!
  }

  low(configuration: number): number {
    return this.rows.items[row * configuration + lowAt]!
  }

  /** How many messages wait. */
  messageCount(configuration: number): number {
    const { items } = this.rows
    return items[row * configuration + messagesEnd]! - items[row * configuration + messagesFrom]!
  }

  /** The messages that wait, in the order in which they are delivered or, where that is free, in that of their hashes. */
  messagesOf(configuration: number): Int32Array {
    const { items } = this.rows
    return this.pool.items.subarray(
      items[row * configuration + messagesFrom]!,
      items[row * configuration + messagesEnd]!,
    )
  }

  /** The number of a node's state with these messages, in any order but for those of one link where it matters. */
  of(local: number, messages: Iterable<number> = []): number {
    this.made = 0
    for (const envelope of messages) this.insert(envelope)
    return this.intern(local)
  }

  /** A message arrives, and waits. */
  arrive(configuration: number, envelope: number): number {
    const known = this.arrivals.get(configuration, envelope)
    if (known >= 0) return known
    this.take(configuration, none)
    this.insert(envelope)
    const after = this.intern(this.localOf(configuration))
    this.arrivals.add(configuration, envelope, after)
    return after
  }

  /**
   * The messages of a node's transition reach the others, whose configurations stand in `vector` from `start` on; by how
   * much that changes the fingerprint is added to `sum`, unless it is counted already.
   */
  send(
    node: number,
    transition: number,
    vector: Int32Array,
    start: number,
    sum: { high: number; low: number } | null,
  ): void {
    const { transitions, receivers } = this.local
    const end = transitions.sendsEnd(transition)
    for (let at = transitions.sendsFrom(transition); at < end; at++) {
      const envelope = transitions.sends.items[at]!
      const to = receivers.items[envelope]!
      if (to === node) continue
      const before = vector[start + to]!
      const after = this.arrive(before, envelope)
      vector[start + to] = after
      if (sum === null) continue
      sum.high = (sum.high + this.high(after) - this.high(before)) | 0
      sum.low = (sum.low + this.low(after) - this.low(before)) | 0
    }
  }

  /** Its node makes a transition, or `none`, and a message, or `none`, waits no more; what it sends itself does. */
  after(configuration: number, removed: number, transition: number): number {
    const { transitions, receivers, locals } = this.local
    this.take(configuration, removed)
    if (transition === none) return this.intern(this.localOf(configuration))
    const next = transitions.next(transition)
    const { node } = locals.values[next]!
    const end = transitions.sendsEnd(transition)
    for (let at = transitions.sendsFrom(transition); at < end; at++) {
      const envelope = transitions.sends.items[at]!
      if (receivers.items[envelope] === node) this.insert(envelope)
    }
    return this.intern(next)
  }

  /** Whether two messages go together: copies of one, or where there is order those of one link. */
  areAlike(envelope: number, other: number): boolean {
    const { links } = this.local
    return envelope === other || (this.waiting.isOrdered && links.items[envelope] === links.items[other])
  }

  /** What messages are ordered by, as far as one number tells. */
  key(envelope: number): number {
    const { links, envelopes } = this.local
    return this.waiting.isOrdered ? links.items[envelope]! : envelopes.high.items[envelope]!
  }

  /** Above 0 where a message comes after another, below 0 where it comes before; 0 for those that are alike. */
  compare(envelope: number, other: number): number {
    const difference = this.key(envelope) - this.key(other)
    if (difference !== 0 || this.waiting.isOrdered) return difference
    // In the order of their hashes, as their numbers depend on what was looked at first.
    const { items } = this.local.envelopes.low
    return items[envelope]! - items[other]!
  }

  /** The hash of a configuration whose parts have these hashes. */
  hashOf(configuration: number, locals: Hashes, envelopes: Hashes): Lanes {
    const messages = this.messagesOf(configuration)
    return this.hash(this.localOf(configuration), locals, envelopes, messages, messages.length)
  }

  /** Begins with what waits in a configuration, but for the first message of a number. */
  private take(configuration: number, removed: number): void {
    const { items } = this.rows
    const end = items[row * configuration + messagesEnd]!
    this.makeRoom(this.messageCount(configuration))
    this.made = 0
    let isThere = removed !== none
    for (let at = items[row * configuration + messagesFrom]!; at < end; at++) {
      const envelope = this.pool.items[at]!
      if (isThere && envelope === removed) isThere = false
      else this.messages[this.made++] = envelope
    }
  }

  private insert(envelope: number): void {
    this.makeRoom(this.made + 1)
    const { messages } = this
    let at = this.made
    while (at > 0 && this.compare(messages[at - 1]!, envelope) > 0) at--
    if (this.waiting.isSet && at > 0 && messages[at - 1] === envelope) return
    messages.copyWithin(at + 1, at, this.made++)
    messages[at] = envelope
  }

  private makeRoom(length: number): void {
    if (length <= this.messages.length) return
    const { messages } = this
    this.messages = new Int32Array(2 * length)
    this.messages.set(messages)
  }

  /** The number of a node's state with the messages that were put together. */
  private intern(local: number): number {
    const { high, low } = this.hash(local, this.local.locals, this.local.envelopes, this.messages, this.made)
    const mask = this.slots.length - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const known = this.slots[slot]! - 1
      if (known >= 0 && this.isMade(known, local)) return known
      if (known >= 0) continue
      this.slots[slot] = this.count + 1
      return this.add(local, high, low)
    }
  }

  private hash(local: number, locals: Hashes, envelopes: Hashes, messages: Int32Array, count: number): Lanes {
    const { isOrdered } = this.waiting
    let high = locals.high.items[local]!
    let low = locals.low.items[local]!
    let place = 0
    for (let index = 0; index < count; index++) {
      const envelope = messages[index]!
      const ownHigh = envelopes.high.items[envelope]!
      const ownLow = envelopes.low.items[envelope]!
      place = index > 0 && this.areAlike(messages[index - 1]!, envelope) ? place + 1 : 0
      // In a queue, a message counts with its place.
      const queued = queuedHigh(ownHigh, place)
      high += isOrdered ? queued : ownHigh
      low += isOrdered ? lowerHalf(ownLow ^ queued) : ownLow
    }
    return { high: high | 0, low: low | 0 }
  }

  private isMade(configuration: number, local: number): boolean {
    if (this.localOf(configuration) !== local || this.messageCount(configuration) !== this.made) return false
    const from = this.rows.items[row * configuration + messagesFrom]!
    for (let index = 0; index < this.made; index++)
      if (this.pool.items[from + index] !== this.messages[index]) return false
    return true
  }

  private add(local: number, high: number, low: number): number {
    const { rows, pool } = this
    const at = rows.length
    rows.length += row
    rows.grow(rows.length)
    rows.items[at + localAt] = local
    rows.items[at + localHighAt] = this.local.locals.high.items[local]!
    rows.items[at + localLowAt] = this.local.locals.low.items[local]!
    rows.items[at + highAt] = high
    rows.items[at + lowAt] = low
    rows.items[at + messagesFrom] = pool.length
    for (let index = 0; index < this.made; index++) pool.push(this.messages[index]!)
    rows.items[at + messagesEnd] = pool.length
    this.count++
    if (2 * this.count > this.slots.length) this.grow()
    return this.count - 1
  }

  private grow(): void {
    const mask = 2 * this.slots.length - 1
    this.slots = new Int32Array(mask + 1)
    for (let configuration = 0; configuration < this.count; configuration++) {
      let slot = this.low(configuration) & mask
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask
      this.slots[slot] = configuration + 1
    }
  }
}
