/** Pairs of whole numbers from 0 on, a bit each: a table that has to be made large enough before anybody looks. */
export class BitTable {
  /** Row after row; of use to who looks at many at once. */
  words = new Int32Array(1024)
  /** How many words a row has. */
  stride = 1
  private rows = 1024

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.words.byteLength
  }

  /** Makes room for so many rows and columns. */
  grow(rows: number, columns: number): void {
    const stride = columns <= 32 * this.stride ? this.stride : 2 * Math.ceil(columns / 32)
    const rowsMost = rows <= this.rows ? this.rows : Math.max(rows, 2 * this.rows)
    if (stride === this.stride && rowsMost === this.rows) return
    const words = new Int32Array(rowsMost * stride)
    for (let row = 0; row < this.rows; row++)
      for (let word = 0; word < this.stride; word++)
        words[row * stride + word] = this.words[row * this.stride + word]!
    this.words = words
    this.stride = stride
    this.rows = rowsMost
  }

  add(row: number, column: number): void {
    this.words[row * this.stride + (column >>> 5)]! |= 1 << (column & 31)
  }

  has(row: number, column: number): boolean {
    return (this.words[row * this.stride + (column >>> 5)]! & (1 << (column & 31))) !== 0
  }
}
