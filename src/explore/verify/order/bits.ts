/** A set of whole numbers from 0 on, a bit each. */
export class Bits {
  private words = new Int32Array(1024)

  get bytes(): number {
    return this.words.byteLength
  }

  /** Adds a number; false when it was there. */
  add(number: number): boolean {
    const at = number >>> 5
    if (at >= this.words.length) {
      const grown = new Int32Array(Math.max(at + 1, 2 * this.words.length))
      grown.set(this.words)
      this.words = grown
    }
    const bit = 1 << (number & 31)
    if ((this.words[at]! & bit) !== 0) return false
    this.words[at]! |= bit
    return true
  }

  has(number: number): boolean {
    return (this.words[number >>> 5]! & (1 << (number & 31))) !== 0
  }

  clear(): void {
    this.words.fill(0)
  }
}
