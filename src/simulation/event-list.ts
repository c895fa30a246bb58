import { EventQueue, ownWords } from '../kernel/event-queue.ts'
import type { Micros } from '../kernel/time.ts'

/** What an entry of the event list stands for. */
export const entryKinds = {
  free: 0,
  deliver: 1,
  corrupted: 2,
  timer: 3,
  wake: 4,
  depart: 5,
  synced: 6,
  durable: 7,
  fault: 8,
  faultEnd: 9,
  heal: 10,
  cut: 11,
} as const

// Where in an entry stand its kind and, above those bits, the number of the message's type; node; peer; word; cause.
const kindAt = ownWords
const nodeAt = ownWords + 1
const peerAt = ownWords + 2
const wordAt = ownWords + 3
const causeAt = ownWords + 4
const kindBits = 4
const kindMask = 15

/**
 * The event list of a run: the true time it has come to, and what is to happen when. An entry is a few words of the
 * queue's and a payload, so that an event costs no allocation and 36 bytes. `node` is the index of the node concerned,
 * `peer` the other end; `word` is a call, a generation or an incarnation, as the kind has it; `cause` is an entry of the
 * journal.
 */
export class EventList {
  /** The true time, µs. */
  now: Micros = 0
  private readonly queue = new EventQueue()
  /** By the numbers of their entries, which begin with 1. */
  private readonly payloads: unknown[] = [null]

  /** Schedules an event that is no message. */
  schedule(at: Micros, kind: number, node: number, payload: unknown, word = 0, cause = -1): void {
    this.add(at, kind, node, -1, word, cause, payload)
  }

  /** Schedules an event. */
  add(
    at: Micros,
    kind: number,
    node: number,
    peer: number,
    word: number,
    cause: number,
    payload: unknown,
    type = 0,
  ): void {
    const { queue, payloads } = this
    const entry = queue.open()
    const { words } = queue
    // Cut to words, as all of them are: a column of words takes any number, and engines would ask what each is.
    words[entry + kindAt] = kind | (type << kindBits)
    words[entry + nodeAt] = node | 0
    words[entry + peerAt] = peer | 0
    words[entry + wordAt] = word | 0
    words[entry + causeAt] = cause | 0
    const number = queue.number(entry)
    if (number < payloads.length) payloads[number] = payload
    else payloads.push(payload)
    queue.push(at, entry)
  }

  /** Takes the next event that is due by `limit`, µs, whose time it then is; −1 when none is. */
  next(limit: Micros): number {
    const { queue } = this
    const entry = queue.pop(limit)
    if (entry >= 0) this.now = queue.time
    return entry
  }

  kind(entry: number): number {
    return this.queue.words[entry + kindAt]! & kindMask
  }

  /** The number of the message's type. */
  type(entry: number): number {
    return this.queue.words[entry + kindAt]! >> kindBits
  }

  node(entry: number): number {
    return this.queue.words[entry + nodeAt]!
  }

  peer(entry: number): number {
    return this.queue.words[entry + peerAt]!
  }

  word(entry: number): number {
    return this.queue.words[entry + wordAt]!
  }

  cause(entry: number): number {
    return this.queue.words[entry + causeAt]!
  }

  payload(entry: number): unknown {
    return this.payloads[this.queue.number(entry)]
  }

  /** Gives back an entry that has been taken. */
  release(entry: number): void {
    const { queue } = this
    queue.words[entry + kindAt] = entryKinds.free
    this.payloads[queue.number(entry)] = undefined
    queue.close(entry)
  }

  /** Has an event that has been taken come once more at this instant, behind all that are due at it. */
  putBack(entry: number): void {
    this.queue.push(this.now, entry)
  }

  /** Has an event that is due at this instant come behind all others that are. */
  moveBack(entry: number): void {
    this.add(
      this.now,
      this.kind(entry),
      this.node(entry),
      this.peer(entry),
      this.word(entry),
      this.cause(entry),
      this.payload(entry),
      this.type(entry),
    )
    this.cut(entry)
  }

  /** Leaves nothing of a pending event but its time. */
  cut(entry: number): void {
    const { queue } = this
    queue.words[entry + kindAt] = entryKinds.cut
    this.payloads[queue.number(entry)] = undefined
  }

  /** The pending events in their order; for rare faults, not for the hot path. */
  pending(): { time: Micros; entry: number }[] {
    return this.queue.pending()
  }

  /** The events that are pending or have been taken, in no order that means anything. */
  taken(): number[] {
    return this.queue.opened().filter((entry) => this.kind(entry) !== entryKinds.free)
  }
}

/** The payload of `synced`: an fsync under way. */
export interface PendingSync {
  readonly file: string
  readonly completion: string
  /** How many dirty writes it covers: those before it began. */
  readonly covered: number
}
