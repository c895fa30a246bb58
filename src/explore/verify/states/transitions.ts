import { GrowingInts } from '../order/growing-ints.ts'

/** The length of a row, and what stands where in it. */
const row = 8
const next = 0
const high = 1
const low = 2
const sentHigh = 3
const sentLow = 4
const sendsFrom = 5
const sendsEnd = 6
const history = 7

/** What a node makes of an input, as far as the states of the whole go. */
export interface Transition {
  /** The node's next state. */
  readonly next: number
  /** By how much that changes the halves of a fingerprint, and by how much the messages do that are sent. */
  readonly high: number
  readonly low: number
  readonly sentHigh: number
  readonly sentLow: number
  /** The messages that are sent. */
  readonly sends: readonly number[]
  /** What a client did; 0 for nothing. */
  readonly history: number
}

/** What nodes make of inputs, by number: rows of integers, as a search looks at little else. */
export class Transitions {
  /** How many there are. */
  size = 0
  /** The messages of all, one after another. */
  readonly sends = new GrowingInts()
  private readonly rows = new GrowingInts()

  /** How much memory it takes, bytes. */
  get bytes(): number {
    return this.sends.bytes + this.rows.bytes
  }

  add(transition: Transition): void {
    const { rows, sends } = this
    const at = rows.length
    rows.length += row
    rows.grow(rows.length)
    const { items } = rows
    items[at + next] = transition.next
    items[at + high] = transition.high
    items[at + low] = transition.low
    items[at + sentHigh] = transition.sentHigh
    items[at + sentLow] = transition.sentLow
    items[at + sendsFrom] = sends.length
    for (const envelope of transition.sends) sends.push(envelope)
    items[at + sendsEnd] = sends.length
    items[at + history] = transition.history
    this.size++
  }

  next(transition: number): number {
    return this.rows.items[row * transition + next]!
  }

  /** By how much the node's next state changes the upper half of a fingerprint. */
  high(transition: number): number {
    return this.rows.items[row * transition + high]!
  }

  low(transition: number): number {
    return this.rows.items[row * transition + low]!
  }

  /** By how much all messages that are sent change it. */
  sentHigh(transition: number): number {
    return this.rows.items[row * transition + sentHigh]!
  }

  sentLow(transition: number): number {
    return this.rows.items[row * transition + sentLow]!
  }

  /** Where its messages begin in `sends`. */
  sendsFrom(transition: number): number {
    return this.rows.items[row * transition + sendsFrom]!
  }

  /** Where they end. */
  sendsEnd(transition: number): number {
    return this.rows.items[row * transition + sendsEnd]!
  }

  /** What a client did; 0 for nothing. */
  history(transition: number): number {
    return this.rows.items[row * transition + history]!
  }
}
