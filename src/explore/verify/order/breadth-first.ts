import type { NextState } from '../states/next-state.ts'
import { Frontier, type FrontierReader } from './frontier.ts'
import type { Order } from './order.ts'

/** By distance from the beginning: what is found first is found in the least number of steps. */
export class BreadthFirst implements Order {
  depth = -1
  leftOut: 'depth' | null = null
  readonly isRepeated = false
  readonly walks = null
  readonly levels: number[] = []
  current: FrontierReader
  private readonly spare: Int32Array[] = []
  private level = new Frontier(this.spare)
  private next = new Frontier(this.spare)
  private waiting = 0
  private readonly limit: number

  /** @param limit the number of steps at which states are not expanded any more */
  constructor(limit: number) {
    this.limit = limit
    this.current = this.level.reader()
  }

  get queued(): number {
    return this.waiting + this.next.size
  }

  get bytes(): number {
    return this.level.bytes + this.next.bytes
  }

  push({ vector, length, high, low }: NextState, index: number): void {
    this.next.push(vector, length, index, high, low)
  }

  meet(): boolean {
    return false
  }

  advance(): boolean {
    if (this.waiting === 0 && !this.turn()) return false
    this.waiting--
    return this.current.advance()
  }

  /** The states found become those to be expanded. */
  private turn(): boolean {
    if (this.next.size === 0) return false
    this.levels.push(this.next.size)
    if (++this.depth >= this.limit) this.leftOut = 'depth'
    if (this.leftOut !== null) return false
    this.level = this.next
    this.next = new Frontier(this.spare)
    this.waiting = this.level.size
    this.current = this.level.reader()
    return true
  }
}
