import type { NextState } from '../states/next-state.ts'
import { Bits } from './bits.ts'
import { GrowingInts } from './growing-ints.ts'
import type { Order } from './order.ts'
import { Stack } from './stack.ts'

/**
 * What was found last comes first: long ways are gone soon, and less has to wait. A way to a violation can be longer
 * than need be. Where depth is bounded, a state that is met again after fewer steps gets another turn, as then what
 * comes after it may be within the bound.
 */
export class DepthFirst implements Order {
  depth = -1
  isRepeated = false
  readonly walks = null
  readonly levels = null
  readonly current = new Stack()
  /** By state, after how few steps it was found; kept only if depth is bounded. */
  private readonly depths = new GrowingInts()
  private readonly expanded = new Bits()
  private readonly limit: number
  private readonly isBounded: boolean
  /** How many states were found, and how many of them have had a turn. */
  private found = 0
  private turns = 0

  /** @param limit the number of steps at which states are not expanded any more */
  constructor(limit: number) {
    this.limit = limit
    this.isBounded = limit < Number.POSITIVE_INFINITY
  }

  get queued(): number {
    return this.current.size
  }

  get bytes(): number {
    return this.current.bytes + this.depths.bytes + this.expanded.bytes
  }

  get leftOut(): 'depth' | null {
    return this.turns < this.found ? 'depth' : null
  }

  push(next: NextState, index: number): void {
    this.found++
    if (this.isBounded) this.depths.push(this.depth + 1)
    this.wait(next, index)
  }

  meet(next: NextState, index: number): boolean {
    const depth = this.depth + 1
    if (!this.isBounded || this.depths.items[index]! <= depth) return false
    this.depths.items[index] = depth
    this.wait(next, index)
    return true
  }

  advance(): boolean {
    const { current, isBounded } = this
    do if (!current.pop()) return false
    while (
      // Since it began to wait, it may have been met after fewer steps.
      isBounded &&
      this.depths.items[current.index]! < current.depth
    )
    this.depth = current.depth
    this.isRepeated = isBounded && !this.expanded.add(current.index)
    if (!this.isRepeated) this.turns++
    return true
  }

  private wait({ vector, length, high, low }: NextState, index: number): void {
    const depth = this.depth + 1
    if (depth < this.limit) this.current.push(vector, length, index, high, low, depth)
  }
}
