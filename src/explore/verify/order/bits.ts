import { GrowingInts } from './growing-ints.ts'

/** A set of whole numbers from 0 on, a bit each. */
export class Bits {
  private readonly words = new GrowingInts()

  get bytes(): number {
    return this.words.bytes
  }

  /** Adds a number; false when it was there. */
  add(number: number): boolean {
    const at = number >>> 5
    this.words.grow(at + 1)
    const { items } = this.words
    const bit = 1 << (number & 31)
    if ((items[at]! & bit) !== 0) return false
    items[at]! |= bit
    return true
  }

  has(number: number): boolean {
    return (this.words.items[number >>> 5]! & (1 << (number & 31))) !== 0
  }

  clear(): void {
    this.words.items.fill(0)
  }
}
