import type { Fingerprints } from '../order/fingerprints.ts'
import type { FrontierReader } from '../order/frontier.ts'
import type { Whereabouts } from './findings.ts'
import type { Parents } from './parents.ts'

/** Where a shard is in its search: the state that is being expanded, and the one that a step leads to. */
export class Position implements Whereabouts {
  /** The number of the state being expanded in the whole search; -1 at the beginning. */
  parent = -1
  /** Its fingerprint, and that of the state that a step leads to. */
  parentHigh = 0
  parentLow = 0
  keyHigh = 0
  keyLow = 0
  private readonly visited: Fingerprints
  private readonly parents: Parents
  private readonly index: number
  private readonly count: number

  /** In the shard with an index, of so many, with the states that it has visited. */
  constructor(visited: Fingerprints, parents: Parents, index: number, count: number) {
    this.visited = visited
    this.parents = parents
    this.index = index
    this.count = count
  }

  /** Goes on from the state that a reader shows. */
  enter({ index }: FrontierReader): void {
    const { visited } = this
    this.parent = index * this.count + this.index
    this.parentHigh = visited.highOf(index)
    this.parentLow = visited.lowOf(index)
  }

  /** Comes to a state of the next depth, from the one that is its parent. */
  comeTo(number: number): void {
    const { visited, parents } = this
    this.keyHigh = visited.highOf(number)
    this.keyLow = visited.lowOf(number)
    this.parent = parents.numbers.items[number]!
    this.parentHigh = parents.highOf(number)
    this.parentLow = parents.lowOf(number)
  }

  /** Stays in a visited state: nothing happens there. */
  stayIn(number: number): void {
    this.keyHigh = this.visited.highOf(number)
    this.keyLow = this.visited.lowOf(number)
  }
}
