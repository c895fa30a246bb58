/** What an entry of the event queue stands for. */
export const slotKinds = {
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

/** Words of a slot: its kind and, above those bits, the number of the message's type; node; peer; word; cause. */
const stride = 5
const kindBits = 4
const kindMask = 15

/**
 * The fields of the pending events, five words each in one column, with a free list threaded through them, so that an
 * event costs no allocation and 28 bytes. `node` is the index of the node concerned, `peer` the other end; `word` is a
 * call, a generation or an incarnation, as the kind has it; `cause` is an entry of the journal.
 */
export class EventSlots {
  private words = new Int32Array(256 * stride)
  private readonly payloads: unknown[] = []
  private free = -1
  private used = 0

  add(
    kind: number,
    node: number,
    peer: number,
    word: number,
    cause: number,
    payload: unknown,
    type = 0,
  ): number {
    const slot = this.free >= 0 ? this.reuse() : this.open()
    const { words } = this
    const at = slot * stride
    words[at] = kind | (type << kindBits)
    words[at + 1] = node
    words[at + 2] = peer
    words[at + 3] = word
    words[at + 4] = cause
    this.payloads[slot] = payload
    return slot
  }

  kind(slot: number): number {
    return this.words[slot * stride]! & kindMask
  }

  /** The number of the message's type. */
  type(slot: number): number {
    return this.words[slot * stride]! >> kindBits
  }

  node(slot: number): number {
    return this.words[slot * stride + 1]!
  }

  peer(slot: number): number {
    return this.words[slot * stride + 2]!
  }

  word(slot: number): number {
    return this.words[slot * stride + 3]!
  }

  cause(slot: number): number {
    return this.words[slot * stride + 4]!
  }

  payload(slot: number): unknown {
    return this.payloads[slot]
  }

  /** Leaves another kind of event, without payload, in the place of this one. */
  become(slot: number, kind: number): void {
    this.words[slot * stride] = kind
    this.payloads[slot] = undefined
  }

  /** Moves an event to a slot of its own, and leaves another kind of event where it was. */
  move(slot: number, leaving: number): number {
    const to = this.add(
      this.kind(slot),
      this.node(slot),
      this.peer(slot),
      this.word(slot),
      this.cause(slot),
      this.payload(slot),
      this.type(slot),
    )
    this.become(slot, leaving)
    return to
  }

  release(slot: number): void {
    const at = slot * stride
    this.words[at] = slotKinds.free
    this.words[at + 1] = this.free
    this.payloads[slot] = undefined
    this.free = slot
  }

  /** The slots in use, in no order that means anything. */
  taken(): number[] {
    const taken: number[] = []
    for (let slot = 0; slot < this.used; slot++) if (this.kind(slot) !== slotKinds.free) taken.push(slot)
    return taken
  }

  private reuse(): number {
    const slot = this.free
    this.free = this.words[slot * stride + 1]!
    return slot
  }

  private open(): number {
    if ((this.used + 1) * stride > this.words.length) {
      const words = new Int32Array(this.words.length * 2)
      words.set(this.words)
      this.words = words
    }
    this.payloads.push(undefined)
    return this.used++
  }
}

/** The payload of `synced`: an fsync under way. */
export interface PendingSync {
  readonly file: string
  readonly completion: string
  /** How many dirty writes it covers: those before it began. */
  readonly covered: number
}
