import { GrowingInts } from './growing-ints.ts'

/** Two halves of 64 bits; of a state, those that it shares with all that it can be renamed to. */
export interface Fingerprint {
  readonly high: number
  readonly low: number
}

/**
 * The states visited, as 64-bit fingerprints numbered from 0 in the order in which they came: a hash table of numbers
 * with open addressing over two columns. Two states of one fingerprint are taken for one (Wolper & Leroy 1993).
 */
export class Fingerprints {
  private readonly high = new GrowingInts(4096)
  private readonly low = new GrowingInts(4096)
  private slots = new Int32Array(8192)
  private mask = 8191

  get size(): number {
    return this.high.length
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.slots.byteLength + this.high.bytes + this.low.bytes
  }

  /** A copy of the upper halves, by number. */
  get highs(): Int32Array {
    return this.high.all
  }

  get lows(): Int32Array {
    return this.low.all
  }

  highOf(index: number): number {
    return this.high.items[index]!
  }

  lowOf(index: number): number {
    return this.low.items[index]!
  }

  /** Adds a fingerprint; false when it was there. */
  add(high: number, low: number): boolean {
    const { slots, mask } = this
    const highs = this.high.items
    const lows = this.low.items
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1
      if (index < 0) {
        this.high.push(high)
        this.low.push(low)
        slots[slot] = this.high.length
        if (this.high.length * 2 > mask) this.grow()
        return true
      }
      if (lows[index] === low && highs[index] === high) return false
    }
  }

  /** The number of a fingerprint, or -1. */
  find(high: number, low: number): number {
    const { slots, mask } = this
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const index = slots[slot]! - 1
      if (index < 0) return -1
      if (this.low.items[index] === low && this.high.items[index] === high) return index
    }
  }

  private grow(): void {
    this.mask = 2 * this.mask + 1
    const { mask } = this
    const slots = new Int32Array(mask + 1)
    const lows = this.low.items
    for (let index = 0; index < this.high.length; index++) {
      let slot = lows[index]! & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = index + 1
    }
    this.slots = slots
  }
}
