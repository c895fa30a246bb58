import type { Configurations } from './configurations.ts'
import { effects, effectsAt, type NodeSteps, nextAt } from './node-steps.ts'

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
  /** The other slots that are changed, and their values. */
  private readonly slots: Int32Array
  private readonly values: Int32Array
  private changes = 0
  private isWritten = false
  private isUncounted = false
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
  from(vector: Int32Array, start: number): void {
    this.source = vector
    this.start = start
  }

  /**
   * A step is taken that makes this of the fingerprint; unless that is complete, messages that change it by something else
   * wherever they arrive are yet to be counted.
   */
  take(step: number, high: number, low: number, isComplete: boolean): void {
    this.step = step
    this.high = high
    this.low = low
    this.changes = 0
    this.isWritten = false
    this.isUncounted = !isComplete && !this.configurations.isAdditive
  }

  /** What stands in each slot; only lent. */
  get vector(): Int32Array {
    this.write()
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
    this.change(slot, value)
  }

  /** Another value in a slot, of which the fingerprint knows. */
  change(slot: number, value: number): void {
    this.slots[this.changes] = slot
    this.values[this.changes++] = value
    if (this.isWritten) this.written[slot] = value
  }

  /** The messages of a node's transition reach the others, where they wait. */
  send(node: number, transition: number): void {
    this.configurations.send(node, transition, this.vector, 0, this)
  }

  /** Writes the vector down where it is looked at. */
  write(): void {
    if (this.isWritten) return
    this.isWritten = true
    this.compose(this.written, 0)
  }

  /** Writes the vector into `target` from `at` on. */
  writeTo(target: Int32Array, at: number): void {
    if (!this.isWritten) this.compose(target, at)
    else for (let slot = 0; slot < this.length; slot++) target[at + slot] = this.written[slot]!
  }

  private compose(target: Int32Array, at: number): void {
    const { source, start, length, slots, values, changes, step } = this
    for (let slot = 0; slot < length; slot++) target[at + slot] = source[start + slot]!
    for (let change = 0; change < changes; change++) target[at + slots[change]!] = values[change]!
    if (step < 0) return
    const { steps } = this
    const { items } = steps.rows
    const node = steps.nodeOf(step)
    target[at + node] = items[step + nextAt]!
    if ((items[step + effectsAt]! & effects.sends) !== 0)
      this.configurations.send(node, steps.transitionOf(step), target, at, this.isUncounted ? this : null)
    this.isUncounted = false
  }
}
