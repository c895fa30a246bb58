import type { Micros } from '../kernel/time.ts'

/** What an entry of the journal is about. */
export const eventKinds = [
  'boot',
  'deliver',
  'corrupted',
  'timeout',
  'synced',
  'crash',
  'fault',
  'fault-end',
  'heal',
  'lost',
  'held',
  'duplicate',
  'note',
  'invoke',
  'return',
  'violation',
] as const

export type EventKind = (typeof eventKinds)[number]

/** The number of each kind: its place among {@link eventKinds}. */
export const kindNumbers = Object.fromEntries(eventKinds.map((kind, index) => [kind, index])) as Record<
  EventKind,
  number
>

/** One entry of the journal. */
export interface TraceEvent {
  readonly index: number
  readonly at: Micros
  readonly kind: EventKind
  /** The node it happened at; `null` for what concerns the whole cluster. */
  readonly node: string | null
  /** The other end of a message. */
  readonly peer: string | null
  /** The index of the entry that brought this one about; `null` for the scenario's own doing. */
  readonly cause: number | null
  /** The message, the timer's name, the fault, the label, … */
  readonly detail: unknown
}

/** What happened in a run, in order: columns of numbers, and references to the payloads. */
export class Journal {
  length = 0
  private readonly nodes: readonly string[]
  private times = new Float64Array(1024)
  private kinds = new Uint8Array(1024)
  private where = new Int32Array(1024)
  private peers = new Int32Array(1024)
  private causes = new Int32Array(1024)
  private readonly details: unknown[] = []

  constructor(nodes: readonly string[]) {
    this.nodes = nodes
  }

  /** Adds an entry and returns its index; −1 stands for no node, no peer, no cause. */
  add(kind: EventKind, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    return this.write(kindNumbers[kind], time, node, peer, cause, detail)
  }

  /** The same by the kind's number, for what happens all the time. */
  write(kind: number, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    const index = this.length++
    if (index === this.times.length) this.grow()
    this.times[index] = time
    this.kinds[index] = kind
    this.where[index] = node
    this.peers[index] = peer
    this.causes[index] = cause
    this.details.push(detail)
    return index
  }

  at(index: number): TraceEvent | undefined {
    if (!(index >= 0 && index < this.length)) return undefined
    return {
      index,
      at: this.times[index]!,
      kind: eventKinds[this.kinds[index]!]!,
      node: this.nodes[this.where[index]!] ?? null,
      peer: this.nodes[this.peers[index]!] ?? null,
      cause: this.causes[index]! < 0 ? null : this.causes[index]!,
      detail: this.details[index],
    }
  }

  *[Symbol.iterator](): Generator<TraceEvent> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!
  }

  private grow(): void {
    const double = <A extends Float64Array | Uint8Array | Int32Array>(column: A, larger: A): A => {
      larger.set(column)
      return larger
    }
    const length = this.times.length * 2
    this.times = double(this.times, new Float64Array(length))
    this.kinds = double(this.kinds, new Uint8Array(length))
    this.where = double(this.where, new Int32Array(length))
    this.peers = double(this.peers, new Int32Array(length))
    this.causes = double(this.causes, new Int32Array(length))
  }
}
