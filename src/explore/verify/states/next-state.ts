import type { Configurations } from './configurations.ts'
import { effects, type NodeSteps, stepAt } from './node-steps.ts'

/**
 * The state that a step leads to. What is different in it is noted, and its fingerprint made from that alone; its vector
 * is written down only when somebody looks at it, as most states that are found have been found before.
 */
export class NextState {
  /** Its own fingerprint, whatever its nodes could be renamed to. */
  high = 0
  low = 0
  /** The step that a node takes, as in `NodeSteps`; -1 for none. */
  step = -1
  /** How long its vector is. */
  readonly length: number
  private readonly configurations: Configurations
  private readonly steps: NodeSteps
  /** The state before the step. */
  private source: Int32Array = new Int32Array(0)
  private start = 0
  private sourceHigh = 0
  private sourceLow = 0
  /** The other slots that are changed, and their values. */
  private readonly slots: Int32Array
  private readonly values: Int32Array
  private changes = 0
  private isWritten = false
  private readonly written: Int32Array

  constructor(length: number, configurations: Configurations, steps: NodeSteps) {
    this.length = length
    this.configurations = configurations
    this.steps = steps
    this.slots = new Int32Array(length)
    this.values = new Int32Array(length)
    this.written = new Int32Array(length)
  }

  /** The next steps are taken from the state whose vector stands in `vector` from `start` on. */
  from(vector: Int32Array, start: number, high: number, low: number): void {
    this.source = vector
    this.start = start
    this.sourceHigh = high
    this.sourceLow = low
  }

  /** A step is taken that changes the fingerprint by so much, as far as that is known of the step alone. */
  take(step: number, high: number, low: number): void {
    this.step = step
    this.high = (this.sourceHigh + high) | 0
    this.low = (this.sourceLow + low) | 0
    this.changes = 0
    this.isWritten = false
  }

  /** What stands in each slot; only lent. */
  get vector(): Int32Array {
    if (!this.isWritten) this.write()
    return this.written
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
    if (this.isWritten) this.written[slot] = value
  }

  /** The messages of a node's transition reach the others, where they wait; `isCounted` in the fingerprint. */
  send(node: number, transition: number, isCounted: boolean): void {
    const { configurations, vector } = this
    const { transitions, receivers } = configurations.local
    const end = transitions.sendsEnd(transition)
    for (let at = transitions.sendsFrom(transition); at < end; at++) {
      const envelope = transitions.sends.items[at]!
      const to = receivers.items[envelope]!
      if (to === node) continue
      const before = vector[to]!
      const after = configurations.arrive(before, envelope)
      vector[to] = after
      if (!isCounted) continue
      this.high = (this.high + configurations.high(after) - configurations.high(before)) | 0
      this.low = (this.low + configurations.low(after) - configurations.low(before)) | 0
    }
  }

  /** Writes the vector down. */
  write(): void {
    const { source, start, length, written, slots, values, changes, step } = this
    for (let slot = 0; slot < length; slot++) written[slot] = source[start + slot]!
    for (let change = 0; change < changes; change++) written[slots[change]!] = values[change]!
    this.isWritten = true
    if (step < 0) return
    const { items } = this.steps.rows
    const node = items[step + stepAt.node]!
    written[node] = items[step + stepAt.next]!
    if ((items[step + stepAt.effects]! & effects.sends) !== 0)
      this.send(node, items[step + stepAt.transition]!, !this.configurations.isAdditive)
  }
}
