import { CopiedState } from './copied-state.ts'
import { GrowingInts } from './growing-ints.ts'

/** How many numbers stand behind each vector: its length, the state's number, its fingerprint, its depth. */
const more = 5

/** States that wait to be expanded, last in, first out; itself the one that was popped last, as what is found from it is pushed where it stood. */
export class Stack extends CopiedState {
  depth = -1
  /** How many states wait. */
  size = 0
  private readonly items = new GrowingInts(4096)

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.items.bytes
  }

  push(vector: Int32Array, length: number, index: number, high: number, low: number, depth: number): void {
    const top = this.items.length
    const needed = top + length + more
    this.items.grow(needed)
    const { items } = this.items
    for (let i = 0; i < length; i++) items[top + i] = vector[i]!
    items[needed - 5] = index
    items[needed - 4] = high
    items[needed - 3] = low
    items[needed - 2] = depth
    items[needed - 1] = length
    this.items.length = needed
    this.size++
  }

  /** Takes the last state from the stack and makes it the current one; false when there is none. */
  pop(): boolean {
    if (this.size === 0) return false
    const { items, length: top } = this.items
    const length = items[top - 1]!
    this.size--
    const start = top - more - length
    this.items.length = start
    this.depth = items[top - 2]!
    this.take(items, start, length, items[top - 5]!, items[top - 4]!, items[top - 3]!)
    return true
  }
}
