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

/**
 * The fields of the pending events, in columns with a free list, so that an event costs no allocation. `node` is
 * the index of the node concerned, `peer` the other end; `word` is a call, a generation or an incarnation, as the
 * kind has it.
 */
export class EventSlots {
  kind = new Uint8Array(256)
  node = new Int32Array(256)
  peer = new Int32Array(256)
  word = new Int32Array(256)
  cause = new Int32Array(256)
  /** The number of the message's type. */
  type = new Int32Array(256)
  readonly payload: unknown[] = []
  private readonly free: number[] = []
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
    let slot: number
    if (this.free.length > 0) slot = this.free.pop()!
    else {
      slot = this.used++
      if (slot === this.kind.length) this.grow()
    }
    this.kind[slot] = kind
    this.node[slot] = node
    this.peer[slot] = peer
    this.word[slot] = word
    this.cause[slot] = cause
    this.payload[slot] = payload
    this.type[slot] = type
    return slot
  }

  /** Moves an event to a slot of its own, and leaves another kind of event, without payload, where it was. */
  move(slot: number, leaving: number): number {
    const to = this.add(
      this.kind[slot]!,
      this.node[slot]!,
      this.peer[slot]!,
      this.word[slot]!,
      this.cause[slot]!,
      this.payload[slot],
      this.type[slot]!,
    )
    this.kind[slot] = leaving
    this.payload[slot] = undefined
    return to
  }

  release(slot: number): void {
    this.kind[slot] = slotKinds.free
    this.payload[slot] = undefined
    this.free.push(slot)
  }

  /** The slots in use, in no order that means anything. */
  taken(): number[] {
    const taken: number[] = []
    for (let slot = 0; slot < this.used; slot++) if (this.kind[slot] !== slotKinds.free) taken.push(slot)
    return taken
  }

  private grow(): void {
    const length = this.kind.length * 2
    const kind = new Uint8Array(length)
    kind.set(this.kind)
    this.kind = kind
    this.node = doubled(this.node)
    this.peer = doubled(this.peer)
    this.word = doubled(this.word)
    this.cause = doubled(this.cause)
    this.type = doubled(this.type)
  }
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2)
  larger.set(column)
  return larger
}
