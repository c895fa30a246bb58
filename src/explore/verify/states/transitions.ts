import { GrowingInts } from '../order/growing-ints.ts'

/** The length of a row, and what stands where in it. */
const row = 4
const next = 0
const sendsFrom = 1
const sendsEnd = 2
const history = 3

/** What a node makes of an input, as far as the states of the whole go. */
export interface Transition {
  /** The node's next state. */
  readonly next: number
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
    items[at + sendsFrom] = sends.length
    for (const envelope of transition.sends) sends.push(envelope)
    items[at + sendsEnd] = sends.length
    items[at + history] = transition.history
    this.size++
  }

  next(transition: number): number {
    return this.rows.items[row * transition + next]!
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
