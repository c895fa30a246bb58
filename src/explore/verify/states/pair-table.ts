import { mix } from '../../../kernel/mix.ts'

/** From a pair of integers (the first 0 or more) to an integer: a hash table with open addressing. */
export class PairTable {
  private slots = new Int32Array(3 * 1024)
  private mask = 1023
  private size = 0

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.slots.byteLength
  }

  /** What is known of the pair, or -1. */
  get(a: number, b: number): number {
    const { slots, mask } = this
    for (let slot = hash(a, b) & mask; ; slot = (slot + 1) & mask) {
      const at = 3 * slot
      const key = slots[at]!
      if (key === 0) return -1
      if (key === a + 1 && slots[at + 1] === b) return slots[at + 2]!
    }
  }

  /** Of a pair that is not known yet. */
  add(a: number, b: number, value: number): void {
    if (++this.size * 2 > this.mask) this.grow()
    this.put(a, b, value)
  }

  private put(a: number, b: number, value: number): void {
    const { slots, mask } = this
    let slot = hash(a, b) & mask
    while (slots[3 * slot] !== 0) slot = (slot + 1) & mask
    slots[3 * slot] = a + 1
    slots[3 * slot + 1] = b
    slots[3 * slot + 2] = value
  }

  private grow(): void {
    const before = this.slots
    this.mask = 2 * this.mask + 1
    this.slots = new Int32Array(3 * (this.mask + 1))
    for (let at = 0; at < before.length; at += 3)
      if (before[at] !== 0) this.put(before[at]! - 1, before[at + 1]!, before[at + 2]!)
  }
}

function hash(a: number, b: number): number {
  return mix(Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77))
}
