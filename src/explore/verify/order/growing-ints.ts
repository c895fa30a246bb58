/** A list of 32-bit integers that grows. */
export class GrowingInts {
  items: Int32Array
  length = 0

  constructor(capacity = 1024) {
    this.items = new Int32Array(capacity)
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.items.byteLength
  }

  /** A copy of what is in it. */
  get all(): Int32Array {
    return this.items.slice(0, this.length)
  }

  push(item: number): void {
    if (this.length === this.items.length) this.grow(this.length + 1)
    this.items[this.length++] = item
  }

  /** Makes room for so many. */
  grow(capacity: number): void {
    if (capacity <= this.items.length) return
    const grown = new Int32Array(Math.max(capacity, this.items.length * 2))
    grown.set(this.items)
    this.items = grown
  }
}
