import { GrowingInts } from '../order/growing-ints.ts'
import type { NextState } from '../states/next-state.ts'
import type { TransitionSystem } from '../states/transition-system.ts'
import { isLess } from './exchange.ts'
import { type Definitions, Teller } from './portable-states.ts'

/** States for another shard, as plain data. */
export interface Batch {
  /** What the numbers stand for that the receiver has not been told of before. */
  readonly definitions: Definitions
  /** State after state: `batchHeader` integers, its vector, and the steps that sleep there. */
  readonly records: Int32Array
}

/**
 * Before a vector: its length, its fingerprint, that of its orbit, the number of its parent, the fingerprint of the
 * parent's orbit, the node that changed, and how many steps sleep behind it.
 */
export const batchHeader = 10

const sentBefore = 1 << 14

/** What is to be sent to one other shard. */
export class Outbox {
  private readonly teller: Teller
  private readonly records = new GrowingInts()
  /** By a part of a fingerprint: one that was sent not long ago, and its parent's. */
  private recent = new Int32Array(0)

  constructor(system: TransitionSystem) {
    this.teller = new Teller(system)
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.records.bytes + this.recent.byteLength
  }

  put(
    next: NextState,
    keyHigh: number,
    keyLow: number,
    parent: number,
    parentHigh: number,
    parentLow: number,
    changed: number,
    asleep: GrowingInts | null,
  ): void {
    if (this.recent.length === 0) this.recent = new Int32Array(4 * sentBefore)
    const { recent } = this
    const place = 4 * (keyLow & (sentBefore - 1))
    const wasSent = recent[place] === keyHigh && recent[place + 1] === keyLow
    // Each step to a state may wake what sleeps there.
    if (wasSent && asleep === null && !isLess(parentHigh, parentLow, recent[place + 2]!, recent[place + 3]!))
      return
    recent[place] = keyHigh
    recent[place + 1] = keyLow
    recent[place + 2] = parentHigh
    recent[place + 3] = parentLow
    const { records } = this
    const { vector, length, high, low } = next
    const at = records.length
    const steps = asleep?.length ?? 0
    records.grow(at + batchHeader + length + steps)
    const { items } = records
    items[at] = length
    items[at + 1] = high
    items[at + 2] = low
    items[at + 3] = keyHigh
    items[at + 4] = keyLow
    items[at + 5] = parent
    items[at + 6] = parentHigh
    items[at + 7] = parentLow
    items[at + 8] = changed
    items[at + 9] = steps
    for (let index = 0; index < length; index++) items[at + batchHeader + index] = vector[index]!
    for (let index = 0; index < steps; index++)
      items[at + batchHeader + length + index] = asleep!.items[index]!
    records.length = at + batchHeader + length + steps
  }

  take(): Batch | null {
    if (this.records.length === 0) return null
    const records = this.records.items.slice(0, this.records.length)
    this.records.length = 0
    return { definitions: this.teller.take(), records }
  }
}
