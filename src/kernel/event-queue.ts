import type { Micros } from './time.ts'

/** 2⁵³: below it every whole number has a double of its own. */
const exactLimit = 9_007_199_254_740_992
/** 2²¹: two million pushes between two rebasings, and 71 virtual minutes in sight. */
const fewSequences = 2_097_152
/** 2²⁷, for queues of more than a million entries: 67 virtual seconds in sight. */
const manySequences = 134_217_728

/**
 * The pending events, popped in the order of (time, sequence of their push).
 *
 * A binary heap over one packed number an entry, `(time − base) · sequences + sequence`, in a Float64Array: one
 * comparison orders two entries, ties included, without a branch to mispredict. Entries too far ahead for the
 * packing wait in an unordered list until the heap has run dry. Popping leaves a hole at the root, which the next
 * push, usually of the same event's handler, fills in one pass.
 */
export class EventQueue {
  private keys = new Float64Array(64).fill(Number.POSITIVE_INFINITY)
  private slots = new Int32Array(64)
  private heapSize = 0
  private hole = false
  private base: Micros = 0
  private sequence = 0
  private sequences = fewSequences
  private horizon = exactLimit / fewSequences
  private readonly farTimes: Micros[] = []
  private readonly farSlots: number[] = []

  /** How many entries are pending. */
  get size(): number {
    return this.heapSize - (this.hole ? 1 : 0) + this.farTimes.length
  }

  /** Adds `slot`, a number of the caller's, at a time not before the last popped one. */
  push(time: Micros, slot: number): void {
    const offset = time - this.base
    if (offset >= this.horizon) {
      this.farTimes.push(time)
      this.farSlots.push(slot)
      return
    }
    // A time before the base (which may lie ahead of the present) packs just as well, as a negative number.
    if (this.sequence === this.sequences || offset <= -this.horizon) {
      this.rebase(time)
      this.push(time, slot)
      return
    }
    const key = offset * this.sequences + this.sequence++
    if (this.hole) {
      this.hole = false
      this.siftDown(key, slot)
    } else {
      this.siftUp(key, slot)
    }
  }

  /** The time of the next entry, µs; `Infinity` when nothing is pending. */
  nextTime(): Micros {
    if (this.hole) this.fillHole()
    if (this.heapSize === 0) {
      if (this.farTimes.length === 0) return Number.POSITIVE_INFINITY
      this.rebase(Number.POSITIVE_INFINITY)
    }
    return this.base + Math.floor(this.keys[0]! / this.sequences)
  }

  /** Takes the next entry and returns its slot; −1 when nothing is pending. */
  pop(): number {
    if (this.nextTime() === Number.POSITIVE_INFINITY) return -1
    this.hole = true
    return this.slots[0]!
  }

  /** The pending slots in the order in which they would be popped; for inspection, not for the hot path. */
  pending(): { time: Micros; slot: number }[] {
    if (this.hole) this.fillHole()
    const near = this.sortedHeap().map(({ key, slot }) => ({
      time: this.base + Math.floor(key / this.sequences),
      slot,
    }))
    return [...near, ...this.sortedFar()]
  }

  private fillHole(): void {
    this.hole = false
    const last = --this.heapSize
    const key = this.keys[last]!
    const slot = this.slots[last]!
    this.keys[last] = Number.POSITIVE_INFINITY
    if (last > 0) this.siftDown(key, slot)
  }

  private siftUp(key: number, slot: number): void {
    // One entry beyond the heap must stay at infinity: `siftDown` reads it as the missing sibling.
    if (this.heapSize + 2 > this.keys.length) this.grow()
    const { keys, slots } = this
    let index = this.heapSize++
    while (index > 0) {
      const parent = (index - 1) >> 1
      const parentKey = keys[parent]!
      if (parentKey <= key) break
      keys[index] = parentKey
      slots[index] = slots[parent]!
      index = parent
    }
    keys[index] = key
    slots[index] = slot
  }

  private siftDown(key: number, slot: number): void {
    const { keys, slots, heapSize } = this
    let index = 0
    let child = 1
    while (child < heapSize) {
      child += +(keys[child + 1]! < keys[child]!)
      const childKey = keys[child]!
      if (childKey >= key) break
      keys[index] = childKey
      slots[index] = slots[child]!
      index = child
      child = 2 * index + 1
    }
    keys[index] = key
    slots[index] = slot
  }

  private grow(): void {
    const keys = new Float64Array(this.keys.length * 2).fill(Number.POSITIVE_INFINITY)
    keys.set(this.keys)
    this.keys = keys
    const slots = new Int32Array(keys.length)
    slots.set(this.slots)
    this.slots = slots
  }

  private sortedHeap(): { key: number; slot: number }[] {
    const entries: { key: number; slot: number }[] = []
    for (let i = 0; i < this.heapSize; i++) entries.push({ key: this.keys[i]!, slot: this.slots[i]! })
    return entries.sort((a, b) => a.key - b.key)
  }

  /** Numbers all pending entries anew from the earliest time on, and lets in what has come within the horizon. */
  private rebase(atMost: Micros): void {
    if (this.hole) this.fillHole()
    const count = this.heapSize
    const times = new Float64Array(count)
    const slots = new Int32Array(count)
    for (let i = 0; i < count; i++) {
      times[i] = this.base + Math.floor(this.keys[0]! / this.sequences)
      slots[i] = this.slots[0]!
      this.fillHole()
    }
    const far = this.sortedFar()
    this.sequences = count + far.length > fewSequences / 2 ? manySequences : fewSequences
    this.horizon = exactLimit / this.sequences
    this.base = Math.min(atMost, times[0] ?? far[0]?.time ?? atMost)
    this.sequence = 0
    this.farTimes.length = 0
    this.farSlots.length = 0
    // In ascending order each push ends where it begins: this is linear.
    for (let i = 0; i < count; i++) this.push(times[i]!, slots[i]!)
    for (const { time, slot } of far) this.push(time, slot)
  }

  private sortedFar(): { time: Micros; slot: number }[] {
    const far = this.farTimes.map((time, index) => ({ time, slot: this.farSlots[index]! }))
    // Sorting is stable, so that those of one time stay in the order of their push.
    return far.sort((a, b) => a.time - b.time)
  }
}
