import type { WaitingState } from './order.ts'

/** A state with a copy of its vector, which stays what it is when what it was copied from goes on. */
export class CopiedState implements WaitingState {
  chunk: Int32Array = new Int32Array(256)
  readonly start = 0
  length = 0
  index = 0
  high = 0
  low = 0

  /** Becomes the state of that number and fingerprint, whose vector stands in `items` from `start` on. */
  take(items: Int32Array, start: number, length: number, index: number, high: number, low: number): void {
    if (this.chunk.length < length) this.chunk = new Int32Array(2 * length)
    for (let i = 0; i < length; i++) this.chunk[i] = items[start + i]!
    this.length = length
    this.index = index
    this.high = high
    this.low = low
  }
}
