import { GrowingInts } from '../order/growing-ints.ts'
import type { LocalStates } from './local-states.ts'
import { lowerHalf, queuedHigh } from './state-hash.ts'

/** How the messages under way stand in a vector. */
export interface MessageOrder {
  /** The messages of a link stand behind each other in their order. */
  readonly isOrdered: boolean
  /** There is one of each at most. */
  readonly isSet: boolean
  /** Where they begin. */
  readonly fixed: number
}

/**
 * The state that a step leads to. What is different in it is noted, and its fingerprint made from that alone; its vector
 * is written down only when somebody looks at it, as most states that are found have been found before.
 */
export class NextState {
  /** Its own fingerprint, whatever its nodes could be renamed to. */
  high = 0
  low = 0
  private readonly local: LocalStates
  private readonly order: MessageOrder
  /** The state before the step. */
  private source: Int32Array = new Int32Array(0)
  private start = 0
  private sourceLength = 0
  private sourceHigh = 0
  private sourceLow = 0
  /** By message, the last state before a step, as they are counted, in which it was under way; of sets. */
  private readonly present = new GrowingInts()
  private sources = 0
  /** The slots that are changed, and their values. */
  private readonly slots: Int32Array
  private readonly values: Int32Array
  private changes = 0
  /** The place in the vector of the message that is taken away; -1 when none is. */
  private removed = -1
  /** Who makes which transition; -1 for nobody. */
  private node = -1
  private transition = -1
  private isWritten = false
  private scratch = new Int32Array(256)
  private scratchLength = 0

  constructor(local: LocalStates, order: MessageOrder) {
    this.local = local
    this.order = order
    this.slots = new Int32Array(order.fixed)
    this.values = new Int32Array(order.fixed)
  }

  /** The next steps are taken from the state whose vector stands in `vector` from `start` on. */
  from(vector: Int32Array, start: number, length: number, high: number, low: number): void {
    this.source = vector
    this.start = start
    this.sourceLength = length
    this.sourceHigh = high
    this.sourceLow = low
    if (this.order.isOrdered) {
      this.begin()
      // In queues, a message counts with its place: they are left out while a step is made, and counted at its end.
      this.countQueues(vector, start, length, -1)
      this.sourceHigh = this.high
      this.sourceLow = this.low
    }
    if (!this.order.isSet) return
    const { present } = this
    present.length = this.local.envelopes.size
    present.grow(present.length)
    this.sources++
    for (let at = start + this.order.fixed; at < start + length; at++)
      present.items[vector[at]!] = this.sources
  }

  /** Begins another step. */
  begin(): void {
    this.high = this.sourceHigh
    this.low = this.sourceLow
    this.changes = 0
    this.removed = -1
    this.node = -1
    this.isWritten = false
  }

  /** Ends the step: nothing will be changed any more. */
  end(): void {
    if (this.order.isOrdered) this.countQueues(this.vector, 0, this.length, 1)
  }

  /** The vector, which is only lent. */
  get vector(): Int32Array {
    if (!this.isWritten) this.write()
    return this.scratch
  }

  /** How long the vector is. */
  get length(): number {
    if (!this.isWritten) this.write()
    return this.scratchLength
  }

  /** What stood in a slot before the step. */
  before(slot: number): number {
    return this.source[this.start + slot]!
  }

  /** Another value in a slot, each of which changes once in a step, and by how much that changes the fingerprint. */
  set(slot: number, value: number, high: number, low: number): void {
    this.high = (this.high + high) | 0
    this.low = (this.low + low) | 0
    this.slots[this.changes] = slot
    this.values[this.changes++] = value
    if (this.isWritten) this.scratch[slot] = value
  }

  /** Takes away the message at a place of the vector. */
  remove(at: number): void {
    this.removed = at
    if (!this.order.isOrdered) this.countMessage(this.source[this.start + at]!, -1)
  }

  /** A node makes a transition: its state changes, and its messages leave. */
  react(node: number, transition: number): void {
    this.node = node
    this.transition = transition
    const { local, order } = this
    const { transitions } = local
    const high = this.high + transitions.high(transition)
    const low = this.low + transitions.low(transition)
    if (order.isOrdered) {
      this.high = high | 0
      this.low = low | 0
    } else if (!order.isSet) {
      this.high = (high + transitions.sentHigh(transition)) | 0
      this.low = (low + transitions.sentLow(transition)) | 0
    } else {
      this.high = high | 0
      this.low = low | 0
      const end = transitions.sendsEnd(transition)
      for (let at = transitions.sendsFrom(transition); at < end; at++) {
        const envelope = transitions.sends.items[at]!
        if (!this.isPresent(envelope)) this.countMessage(envelope, 1)
      }
    }
  }

  /** Whether a message is under way before the step; of sets. */
  private isPresent(envelope: number): boolean {
    return envelope < this.present.length && this.present.items[envelope] === this.sources
  }

  private countMessage(envelope: number, sign: 1 | -1): void {
    const { high, low } = this.local.envelopes
    this.high = (this.high + sign * high.items[envelope]!) | 0
    this.low = (this.low + sign * low.items[envelope]!) | 0
  }

  private countQueues(vector: Int32Array, start: number, length: number, sign: 1 | -1): void {
    const { local, order } = this
    const { high: highs, low: lows } = local.envelopes
    let place = 0
    let before = -1
    for (let at = start + order.fixed; at < start + length; at++) {
      const envelope = vector[at]!
      const link = local.links.items[envelope]!
      place = link === before ? place + 1 : 0
      before = link
      const high = queuedHigh(highs.items[envelope]!, place)
      this.high = (this.high + sign * high) | 0
      this.low = (this.low + sign * lowerHalf(lows.items[envelope]! ^ high)) | 0
    }
  }

  private write(): void {
    const { source, start, sourceLength, removed, node, transition, slots, values } = this
    const { transitions } = this.local
    const sends = node < 0 ? 0 : transitions.sendsEnd(transition) - transitions.sendsFrom(transition)
    if (sourceLength + sends > this.scratch.length) this.scratch = new Int32Array(2 * (sourceLength + sends))
    const { scratch } = this
    const end = removed < 0 ? sourceLength : removed
    for (let index = 0; index < end; index++) scratch[index] = source[start + index]!
    for (let index = end + 1; index < sourceLength; index++) scratch[index - 1] = source[start + index]!
    this.scratchLength = removed < 0 ? sourceLength : sourceLength - 1
    for (let change = 0; change < this.changes; change++) scratch[slots[change]!] = values[change]!
    this.isWritten = true
    if (node < 0) return
    scratch[node] = transitions.next(transition)
    const from = transitions.sendsFrom(transition)
    for (let at = from; at < from + sends; at++) this.writeMessage(transitions.sends.items[at]!)
  }

  private writeMessage(envelope: number): void {
    const { scratch, order } = this
    if (order.isSet && this.isPresent(envelope)) return
    let at = this.scratchLength++
    while (at > order.fixed && this.isBehind(scratch[at - 1]!, envelope)) {
      scratch[at] = scratch[at - 1]!
      at--
    }
    scratch[at] = envelope
  }

  /** Messages without order stand in that of their hashes, as their numbers depend on what was looked at first. */
  private isBehind(envelope: number, other: number): boolean {
    const { local } = this
    if (this.order.isOrdered) return local.links.items[envelope]! > local.links.items[other]!
    const { high, low } = local.envelopes
    const difference = high.items[envelope]! - high.items[other]!
    return difference > 0 || (difference === 0 && low.items[envelope]! > low.items[other]!)
  }
}
