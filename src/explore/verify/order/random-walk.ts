import { Random } from '../../../kernel/random.ts'
import type { NextState } from '../states/next-state.ts'
import { Bits } from './bits.ts'
import { CopiedState } from './copied-state.ts'
import type { Order } from './order.ts'

/**
 * Walks from the beginning, each step drawn from all that can happen (West 1986): for what is too large to be seen
 * whole. Nothing waits, and what was seen says nothing of the rest.
 */
export class RandomWalk implements Order {
  depth = -1
  isRepeated = false
  leftOut: 'walks' | null = null
  walks = 0
  readonly levels = null
  current = new CopiedState()
  readonly queued = 0
  private next = new CopiedState()
  private readonly beginning = new CopiedState()
  private readonly random: Random
  private readonly expanded = new Bits()
  private readonly steps: number
  private readonly walksMax: number
  /** How many next states of the current one were seen so far. */
  private choices = 0

  /**
   * @param steps how many each walk takes at most
   * @param walksMax how many walks to take
   */
  constructor(seed: string, steps: number, walksMax: number) {
    this.random = new Random(`${seed}/walk`)
    this.steps = steps
    this.walksMax = walksMax
  }

  get bytes(): number {
    return this.expanded.bytes
  }

  push(next: NextState, index: number): void {
    if (this.walks === 0) this.beginning.take(next.vector, 0, next.length, index, next.high, next.low)
    else this.consider(next, index)
  }

  meet(next: NextState, index: number): boolean {
    this.consider(next, index)
    return false
  }

  advance(): boolean {
    if (this.beginning.length === 0) return false
    const goesOn = this.choices > 0 && this.depth + 1 < this.steps
    this.choices = 0
    if (goesOn) {
      const { next } = this
      this.next = this.current
      this.current = next
      this.depth++
    } else {
      if (this.walks >= this.walksMax) {
        this.leftOut = 'walks'
        return false
      }
      this.walks++
      const { chunk, start, length, index, high, low } = this.beginning
      this.current.take(chunk, start, length, index, high, low)
      this.depth = 0
    }
    this.isRepeated = !this.expanded.add(this.current.index)
    return true
  }

  /** Keeps one of the next states, each as likely (Vitter's reservoir of size one). */
  private consider(found: NextState, index: number): void {
    const { current } = this
    const { high, low } = found
    if (high === current.high && low === current.low) return
    if (this.random.int(0, this.choices++) === 0)
      this.next.take(found.vector, 0, found.length, index, high, low)
  }
}
