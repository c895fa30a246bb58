import type { WaitingState } from './order.ts'

/** Each chunk is twice as long as the one before, up to the longest. */
const firstLength = 1 << 12
const chunkLength = 1 << 18
/** Before each vector: its length, the number of the state, its fingerprint. */
export const frontierHeader = 4

/** The states of one depth that wait to be expanded: their vectors with number and fingerprint, first in, first out. */
export class Frontier {
  /** How many states there are. */
  size = 0
  private readonly chunks: Int32Array[] = []
  private readonly lengths: number[] = []
  /** The last chunk, and where it ends. */
  private last: Int32Array = new Int32Array(0)
  private end = 0

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  }

  push(vector: Int32Array, length: number, index: number, high: number, low: number): void {
    const needed = length + frontierHeader
    if (this.end + needed > this.last.length) this.addChunk(needed)
    const { last, end } = this
    last[end] = length
    last[end + 1] = index
    last[end + 2] = high
    last[end + 3] = low
    for (let i = 0; i < length; i++) last[end + frontierHeader + i] = vector[i]!
    this.end = end + needed
    this.lengths[this.lengths.length - 1] = this.end
    this.size++
  }

  private addChunk(needed: number): void {
    const length = Math.min(chunkLength, firstLength << Math.min(this.chunks.length, 16))
    this.last = new Int32Array(Math.max(length, needed))
    this.end = 0
    this.chunks.push(this.last)
    this.lengths.push(0)
  }

  /** All of them, one after another. */
  get records(): Int32Array {
    return joined(this.chunks, this.lengths)
  }

  /** Reads one state after another, and gives back the memory of what has been read. */
  reader(): FrontierReader {
    return new FrontierReader(this.chunks, this.lengths)
  }
}

/** A place in a frontier: the state that stands there. */
export class FrontierReader implements WaitingState {
  chunk: Int32Array = new Int32Array(0)
  start = 0
  length = 0
  index = 0
  high = 0
  low = 0
  private next = 0
  private end = 0
  private readonly chunks: Int32Array[]
  private readonly lengths: number[]

  constructor(chunks: Int32Array[], lengths: number[]) {
    this.chunks = chunks
    this.lengths = lengths
  }

  /** Those that it has not come to, one after another. */
  get rest(): Int32Array {
    const { chunk, next, end, chunks, lengths } = this
    return joined([chunk.subarray(next), ...chunks], [end - next, ...lengths])
  }

  /** Moves to the next state; false when there is none. */
  advance(): boolean {
    if (this.next >= this.end) {
      const chunk = this.chunks.shift()
      if (chunk === undefined) return false
      this.chunk = chunk
      this.end = this.lengths.shift()!
      this.next = 0
    }
    const { chunk, next } = this
    this.length = chunk[next]!
    this.index = chunk[next + 1]!
    this.high = chunk[next + 2]!
    this.low = chunk[next + 3]!
    this.start = next + frontierHeader
    this.next = this.start + this.length
    return true
  }
}

function joined(chunks: readonly Int32Array[], lengths: readonly number[]): Int32Array {
  const all = new Int32Array(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const [index, chunk] of chunks.entries()) {
    all.set(chunk.subarray(0, lengths[index]!), at)
    at += lengths[index]!
  }
  return all
}
