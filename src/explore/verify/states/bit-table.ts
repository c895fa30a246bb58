/** Pairs of whole numbers from 0 on, a bit each, as far as there is room: a pair without room is not kept. */
export class BitTable {
  private words = new Int32Array(1024)
  /** How many words a row has. */
  private stride = 1
  private rows = 1024
  private readonly wordsMost: number

  /** @param bytesMost how much memory it takes at most, bytes */
  constructor(bytesMost: number) {
    this.wordsMost = bytesMost / 4
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.words.byteLength
  }

  /** Adds a pair if there is room for it. */
  add(row: number, column: number): void {
    if (row >= this.rows || column >= 32 * this.stride) this.grow(row + 1, column + 1)
    if (row >= this.rows || column >= 32 * this.stride) return
    this.words[row * this.stride + (column >>> 5)]! |= 1 << (column & 31)
  }

  has(row: number, column: number): boolean {
    const { stride } = this
    if (row >= this.rows || column >>> 5 >= stride) return false
    return (this.words[row * stride + (column >>> 5)]! & (1 << (column & 31))) !== 0
  }

  private grow(rowsNeeded: number, columnsNeeded: number): void {
    const stride = columnsNeeded <= 32 * this.stride ? this.stride : 2 * Math.ceil(columnsNeeded / 32)
    const rows = rowsNeeded <= this.rows ? this.rows : Math.max(rowsNeeded, 2 * this.rows)
    if (rows * stride > this.wordsMost) return
    const words = new Int32Array(rows * stride)
    for (let row = 0; row < this.rows; row++)
      for (let word = 0; word < this.stride; word++)
        words[row * stride + word] = this.words[row * this.stride + word]!
    this.words = words
    this.stride = stride
    this.rows = rows
  }
}
