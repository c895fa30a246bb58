import {
  meetingLength,
  meetingNumberAt,
  meetingPlaceAt,
  type Prospects,
  prospectHighAt,
  prospectLength,
  prospectLowAt,
  prospectNodeAt,
  prospectNumberAt,
  prospectPlaceAt,
  prospectStepAt,
} from '../states/prospects.ts'
import { GrowingInts } from './growing-ints.ts'

/** Up to so many places, a table grows by more than twice. */
const smallTable = 1 << 16

/** Two halves of 64 bits; of a state, those that it shares with all that it can be renamed to. */
export interface Fingerprint {
  readonly high: number
  readonly low: number
}

/**
 * The states visited, as 64-bit fingerprints numbered from 0 in the order in which they came: a hash table of numbers
 * with open addressing over a list of them. What a number leaves free of its place shows a part of the fingerprint, so
 * that most others are told apart without a look at the list. Two states of one fingerprint are taken for one (Wolper &
 * Leroy 1993).
 */
export class Fingerprints {
  /** The halves of each, side by side. */
  private readonly halves = new GrowingInts(8192)
  private slots = new Int32Array(8192)
  /** What of a slot is the place, and what of it the number, counted from 1; the rest is of the upper half. */
  private mask = 8191

  get size(): number {
    return this.halves.length >>> 1
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.slots.byteLength + this.halves.bytes
  }

  /** A copy of the upper halves, by number. */
  get highs(): Int32Array {
    return Int32Array.from({ length: this.size }, (_, index) => this.highOf(index))
  }

  get lows(): Int32Array {
    return Int32Array.from({ length: this.size }, (_, index) => this.lowOf(index))
  }

  highOf(index: number): number {
    return this.halves.items[2 * index]!
  }

  lowOf(index: number): number {
    return this.halves.items[2 * index + 1]!
  }

  /** Adds a fingerprint; false when it was there. */
  add(high: number, low: number): boolean {
    if (this.find(high, low) >= 0) return false
    this.append(high, low)
    return true
  }

  /** Adds a fingerprint that is not there. */
  append(high: number, low: number): void {
    const { halves } = this
    const at = halves.length
    halves.length += 2
    halves.grow(halves.length)
    halves.items[at] = high
    halves.items[at + 1] = low
    if (halves.length > this.mask) this.grow(halves.length)
    else this.put(high, low, this.size)
  }

  /**
   * Adds the fingerprints of all prospects that are not there. These prospects remain, each with its number; the others
   * are among those that meet a state.
   */
  addAll(prospects: Prospects): void {
    const { items, end, meetings } = prospects
    const most = this.halves.length + 2 * (end / prospectLength)
    this.halves.grow(most)
    if (most > this.mask) this.grow(most)
    const { slots, mask } = this
    const halves = this.halves.items
    let { length } = this.halves
    let to = 0
    let toMeeting = 0
    for (let at = 0; at < end; at += prospectLength) {
      const high = items[at + prospectHighAt]!
      const low = items[at + prospectLowAt]!
      for (let slot = low & mask; ; slot = (slot + 1) & mask) {
        const entry = slots[slot]!
        if (entry === 0) {
          items[to + prospectStepAt] = items[at + prospectStepAt]!
          items[to + prospectNodeAt] = items[at + prospectNodeAt]!
          items[to + prospectHighAt] = high
          items[to + prospectLowAt] = low
          items[to + prospectNumberAt] = length >> 1
          items[to + prospectPlaceAt] = items[at + prospectPlaceAt]!
          to += prospectLength
          halves[length] = high
          halves[length + 1] = low
          length += 2
          slots[slot] = (high & ~mask) | (length >> 1)
          break
        }
        if (((entry ^ high) & ~mask) !== 0) continue
        const known = ((entry & mask) - 1) << 1
        if (halves[known] !== high || halves[known + 1] !== low) continue
        meetings[toMeeting + meetingNumberAt] = known >> 1
        meetings[toMeeting + meetingPlaceAt] = items[at + prospectPlaceAt]!
        toMeeting += meetingLength
        break
      }
    }
    prospects.end = to
    prospects.meetingsEnd = toMeeting
    this.halves.length = length
  }

  /** The number of a fingerprint, or -1. */
  find(high: number, low: number): number {
    const { slots, mask } = this
    const halves = this.halves.items
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!
      if (entry === 0) return -1
      if (((entry ^ high) & ~mask) !== 0) continue
      const at = 2 * ((entry & mask) - 1)
      if (halves[at] === high && halves[at + 1] === low) return at >>> 1
    }
  }

  private put(high: number, low: number, number: number): void {
    const { slots, mask } = this
    let slot = low & mask
    while (slots[slot] !== 0) slot = (slot + 1) & mask
    slots[slot] = (high & ~mask) | number
  }

  private grow(length: number): void {
    // By more while it is small, as each time all are put in anew.
    const factor = this.mask < smallTable ? 16 : 2
    while (length > this.mask) this.mask = factor * (this.mask + 1) - 1
    this.slots = new Int32Array(this.mask + 1)
    // It is half full at most.
    this.halves.grow(this.mask + 1)
    for (let index = 0; index < this.size; index++) this.put(this.highOf(index), this.lowOf(index), index + 1)
  }
}
