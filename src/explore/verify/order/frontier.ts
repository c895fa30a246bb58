import {
  type Prospects,
  prospectHighAt,
  prospectLength,
  prospectLowAt,
  prospectNumberAt,
  prospectPlaceAt,
} from '../states/prospects.ts'
import type { WaitingState } from './order.ts'

/** A new chunk is as long as all before it together, but no shorter or longer than these. */
const firstLength = 1 << 12
const chunkLength = 1 << 18
/** So many chunks are kept for later. */
const mostSpare = 8
const nothing = new Int32Array(0)
/** Before each vector: its length, the number of the state, its fingerprint. */
export const frontierHeader = 4
/** How far before it these stand. */
export const numberBefore = 3
export const highBefore = 2
export const lowBefore = 1

/** The states of one depth that wait to be expanded: their vectors with number and fingerprint, first in, first out. */
export class Frontier {
  /** How many states there are. */
  size = 0
  private readonly chunks: Int32Array[] = []
  private readonly lengths: number[] = []
  private readonly spare: Int32Array[]
  /** The last chunk, and where it ends. */
  last: Int32Array = new Int32Array(0)
  private end = 0

  /** @param spare chunks that are not used any more, for it to take and its readers to add to */
  constructor(spare: Int32Array[] = []) {
    this.spare = spare
  }

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  }

  /** Adds a state. */
  push(vector: Int32Array, length: number, index: number, high: number, low: number): void {
    const at = this.makeRoom(length)
    for (let i = 0; i < length; i++) this.last[at + i] = vector[i]!
    this.keep(length, index, high, low)
  }

  /** Where in `last` the vector of the next state that is kept is to stand. */
  makeRoom(length: number): number {
    const needed = length + frontierHeader
    if (this.end + needed > this.last.length) this.addChunk(needed)
    return this.end + frontierHeader
  }

  /** Adds the state whose vector was written there. */
  keep(length: number, index: number, high: number, low: number): void {
    const { last, end } = this
    last[end] = length
    last[end + 1] = index
    last[end + 2] = high
    last[end + 3] = low
    this.end = end + length + frontierHeader
    this.lengths[this.lengths.length - 1] = this.end
    this.size++
  }

  /**
   * Adds the states that prospects lead to, each for now with the vector of the state before, which stands in `vectors`;
   * and leaves with each where in `last` that is.
   */
  addAll({ items, end }: Prospects, vectors: Int32Array, length: number): void {
    const distance = length + frontierHeader
    const count = end / prospectLength
    if (this.end + count * distance > this.last.length) this.addChunk(count * distance)
    const { last } = this
    let to = this.end
    for (let at = 0; at < end; at += prospectLength) {
      const from = items[at + prospectPlaceAt]!
      last[to] = length
      last[to + 1] = items[at + prospectNumberAt]!
      last[to + 2] = items[at + prospectHighAt]!
      last[to + 3] = items[at + prospectLowAt]!
      to += frontierHeader
      items[at + prospectPlaceAt] = to
      for (let slot = 0; slot < length; slot++) last[to + slot] = vectors[from + slot]!
      to += length
    }
    this.end = to
    this.lengths[this.lengths.length - 1] = to
    this.size += count
  }

  private addChunk(needed: number): void {
    const held = this.chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const length = Math.min(chunkLength, Math.max(firstLength, held))
    const spare = this.spare.pop()
    // New memory is wiped, page by page.
    this.last =
      spare !== undefined && spare.length >= needed ? spare : new Int32Array(Math.max(length, needed))
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
    return new FrontierReader(this.chunks, this.lengths, this.spare)
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
  private readonly spare: Int32Array[]

  constructor(chunks: Int32Array[], lengths: number[], spare: Int32Array[]) {
    this.chunks = chunks
    this.lengths = lengths
    this.spare = spare
  }

  /** Those that it has not come to, one after another. */
  get rest(): Int32Array {
    const { chunk, next, end, chunks, lengths } = this
    return joined([chunk.subarray(next), ...chunks], [end - next, ...lengths])
  }

  /** Moves to the next state; false when there is none. */
  advance(): boolean {
    if (this.ahead(1) === 0) return false
    this.show(this.next + frontierHeader)
    this.next = this.start + this.length
    return true
  }

  /** How many of the next states, so many at most, stand in `chunk` behind each other; 0 when there is none. */
  ahead(most: number): number {
    if (this.next >= this.end) {
      if (this.chunk.length > 0 && this.spare.length < mostSpare) this.spare.push(this.chunk)
      const chunk = this.chunks.shift()
      this.chunk = chunk ?? nothing
      this.next = 0
      this.end = 0
      if (chunk === undefined) return 0
      this.end = this.lengths.shift()!
    }
    const distance = this.chunk[this.next]! + frontierHeader
    return Math.min(most, (this.end - this.next) / distance)
  }

  /** Where the vector of the next state begins, and how far the one behind it is from there. */
  get following(): number {
    return this.next + frontierHeader
  }

  get distance(): number {
    return this.chunk[this.next]! + frontierHeader
  }

  /** Shows the state whose vector begins in `chunk` at `start`. */
  show(start: number): void {
    const { chunk } = this
    this.start = start
    this.length = chunk[start - frontierHeader]!
    this.index = chunk[start - frontierHeader + 1]!
    this.high = chunk[start - frontierHeader + 2]!
    this.low = chunk[start - frontierHeader + 3]!
  }

  /** Moves past some states without a look at each. */
  skip(count: number): void {
    this.next += count * this.distance
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
