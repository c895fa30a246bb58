import { highBefore, lowBefore, numberBefore } from '../order/frontier.ts'
import { GrowingInts } from '../order/growing-ints.ts'
import {
  meetingLength,
  meetingNumberAt,
  meetingPlaceAt,
  type Prospects,
  prospectLength,
  prospectPlaceAt,
} from '../states/prospects.ts'
import { isLess } from './exchange.ts'

/**
 * From which state each was found: of several at one depth, from that with the least fingerprint, so that the way to a
 * state does not depend on the order in which they come.
 */
export class Parents {
  /** By state, the number of its parent in the whole search; -1 of the beginning. */
  readonly numbers = new GrowingInts()
  /** The number of the first state of the next depth; the states before it keep their parents. */
  levelStart = 0
  /** Of the states from there on, the halves of the fingerprints of their parents, side by side. */
  private readonly halves = new GrowingInts()

  /** How much memory they take, bytes. */
  get bytes(): number {
    return this.numbers.bytes + this.halves.bytes
  }

  /** Those of the next depth, by half of the parent's fingerprint. */
  get highs(): Int32Array {
    return this.halves.all.filter((_, index) => index % 2 === 0)
  }

  get lows(): Int32Array {
    return this.halves.all.filter((_, index) => index % 2 === 1)
  }

  /** The parent's fingerprint, of a state of the next depth. */
  highOf(state: number): number {
    return this.halves.items[2 * (state - this.levelStart)]!
  }

  lowOf(state: number): number {
    return this.halves.items[2 * (state - this.levelStart) + 1]!
  }

  /** The next depth begins with the state of this number. */
  turn(levelStart: number): void {
    this.levelStart = levelStart
    this.halves.length = 0
  }

  /** The next state was found. */
  add(parent: number, high: number, low: number): void {
    this.numbers.push(parent)
    this.halves.push(high)
    this.halves.push(low)
  }

  /** Goes on where others were parted: with the parents of all, and the fingerprints of those of the next depth. */
  restore(numbers: Int32Array, highs: Int32Array, lows: Int32Array): void {
    this.turn(numbers.length - highs.length)
    for (const number of numbers) this.numbers.push(number)
    for (const [place, high] of highs.entries()) {
      this.halves.push(high)
      this.halves.push(lows[place]!)
    }
  }

  /** A state was found again. */
  meet(state: number, parent: number, high: number, low: number): void {
    if (state < this.levelStart) return
    const { items } = this.halves
    const at = 2 * (state - this.levelStart)
    if (!isLess(high, low, items[at]!, items[at + 1]!)) return
    items[at] = high
    items[at + 1] = low
    this.numbers.items[state] = parent
  }

  /**
   * Prospects find new states or meet such as were found, from states whose vectors stand in `vectors` as in a frontier,
   * with numbers that are those of shard `index` of so many.
   */
  addAll(prospects: Prospects, vectors: Int32Array, index: number, count: number): void {
    const { items, end, meetings, meetingsEnd } = prospects
    const { levelStart } = this
    let number = this.numbers.length
    const most = number + end / prospectLength
    this.numbers.grow(most)
    this.halves.grow(2 * (most - levelStart))
    const numbers = this.numbers.items
    const halves = this.halves.items
    for (let at = 0; at < end; at += prospectLength) {
      const place = items[at + prospectPlaceAt]!
      const half = 2 * (number - levelStart)
      halves[half] = vectors[place - highBefore]!
      halves[half + 1] = vectors[place - lowBefore]!
      numbers[number++] = vectors[place - numberBefore]! * count + index
    }
    this.numbers.length = number
    this.halves.length = 2 * (number - levelStart)
    for (let at = 0; at < meetingsEnd; at += meetingLength) {
      const met = meetings[at + meetingNumberAt]!
      if (met < levelStart) continue
      const place = meetings[at + meetingPlaceAt]!
      const half = 2 * (met - levelStart)
      const high = vectors[place - highBefore]!
      const least = halves[half]!
      // The lower halves are looked at where they matter only.
      if (high > least || (high === least && vectors[place - lowBefore]! >= halves[half + 1]!)) continue
      halves[half] = high
      halves[half + 1] = vectors[place - lowBefore]!
      numbers[met] = vectors[place - numberBefore]! * count + index
    }
  }
}
