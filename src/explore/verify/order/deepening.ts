import type { Successors } from '../states/action.ts'
import type { NextState } from '../states/next-state.ts'
import type { TransitionSystem } from '../states/transition-system.ts'
import { Bits } from './bits.ts'
import type { Order } from './order.ts'
import { Stack } from './stack.ts'

/** What says which of the visited states a vector is. */
interface Numbering {
  readonly system: TransitionSystem
  numberOf(next: NextState): number
}

/**
 * Iterative deepening (Korf 1985) that remembers the states: each round goes depth-first from the beginning to those
 * that the round before found, and only they are expanded. No more waits than what branches off one way; the price is
 * that the steps to a state are taken again in each round. States are numbered by their distance from the beginning,
 * so that a longer way to one, which is met first, is left; every counterexample is a shortest one.
 */
export class Deepening implements Order, Successors {
  depth = -1
  leftOut: 'depth' | null = null
  readonly isRepeated = false
  readonly walks = null
  readonly levels: number[] = []
  readonly current = new Stack()
  private readonly numbering: Numbering
  private readonly limit: number
  /** By distance from the beginning, the first state that is so far away; last, how many are known. */
  private readonly begins = [0]
  private readonly passed = new Bits()
  private known = 0
  private turns = 0
  private beginning: { readonly vector: Int32Array; readonly high: number; readonly low: number } | null =
    null

  /** @param limit the number of steps at which states are not expanded any more */
  constructor(numbering: Numbering, limit: number) {
    this.numbering = numbering
    this.limit = limit
  }

  get queued(): number {
    return this.known - this.turns
  }

  get bytes(): number {
    return this.current.bytes + this.passed.bytes
  }

  push({ vector, length, high, low }: NextState): void {
    this.known++
    this.beginning ??= { vector: vector.slice(0, length), high, low }
  }

  meet(): boolean {
    return false
  }

  advance(): boolean {
    const { current } = this
    const { system } = this.numbering
    for (;;) {
      if (!current.pop()) {
        if (!this.deepen()) return false
      } else if (current.depth === this.depth) {
        this.turns++
        return true
      } else system.expand(current.chunk, 0, current.high, current.low, this)
    }
  }

  /** Told of the next states of one that has been expanded in an earlier round. */
  found(next: NextState): void {
    const { current, begins, numbering } = this
    const number = numbering.numberOf(next)
    const depth = current.depth + 1
    if (number < begins[depth]! || number >= begins[depth + 1]! || !this.passed.add(number)) return
    const { vector, length, high, low } = next
    current.push(vector, length, number, high, low, depth)
  }

  stayed(): void {}

  /** Begins the next round; false when the last one found nothing, or all that is near enough was expanded. */
  private deepen(): boolean {
    if (this.known === this.turns || this.beginning === null) return false
    this.levels.push(this.known - this.begins.at(-1)!)
    if (++this.depth >= this.limit) this.leftOut = 'depth'
    if (this.leftOut !== null) return false
    this.begins.push(this.known)
    this.passed.clear()
    const { vector, high, low } = this.beginning
    this.current.push(vector, vector.length, 0, high, low, 0)
    return true
  }
}
