import { UsageError } from '../kernel/errors.ts'
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

const partBits = 12
/** How many entries a part of the journal takes. */
const partLength = 1 << partBits
const partMask = partLength - 1
// A word has room for the kind (4 bits), and for the node and its peer, each counted from 1 (14 bits).
const nodeBits = 14
const nodeMask = (1 << nodeBits) - 1

/** What fits into a word of time, µs: 71 minutes. */
const wordOfTime = 4_294_967_295

/** A stretch of the journal: columns of 12 bytes an entry, besides what it is about. */
class Part {
  /** The earliest time, µs. */
  readonly start: Micros
  /** How long after that. */
  times: Uint32Array | Float64Array = new Uint32Array(partLength)
  /** Kind, node and peer. */
  readonly words = new Int32Array(partLength)
  readonly causes = new Int32Array(partLength)
  readonly details = new Array<unknown>(partLength)

  constructor(start: Micros) {
    this.start = start
  }

  /** Takes times of any length from now on, as in a run of hours in which little happens. */
  widen(): void {
    if (this.times instanceof Uint32Array) this.times = Float64Array.from(this.times)
  }
}

/** What happened in a run, in order. */
export class Journal {
  length = 0
  private readonly nodes: readonly string[]
  private readonly parts: Part[] = []
  /** The part that is written to. */
  private last = this.open(0)

  /** @throws UsageError when there are too many nodes for a word. */
  constructor(nodes: readonly string[]) {
    if (nodes.length >= nodeMask)
      throw new UsageError(
        `Expected a recorded run to have fewer than ${nodeMask} nodes, got ${nodes.length}; run it without record, or with fewer nodes.`,
      )
    this.nodes = nodes
  }

  /** Adds an entry and returns its index; −1 stands for no node, no peer, no cause. */
  add(kind: EventKind, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    return this.write(kindNumbers[kind], time, node, peer, cause, detail)
  }

  /** The same by the kind's number, for what happens all the time. */
  write(kind: number, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    const index = this.length++
    const at = index & partMask
    if (at === 0 && index > 0) this.last = this.open(time)
    const { last } = this
    const after = time - last.start
    if (after > wordOfTime) last.widen()
    last.times[at] = after
    last.words[at] = (((kind << nodeBits) | (node + 1)) << nodeBits) | (peer + 1)
    last.causes[at] = cause
    last.details[at] = detail
    return index
  }

  at(index: number): TraceEvent | undefined {
    if (!(index >= 0 && index < this.length) || !Number.isInteger(index)) return undefined
    const { start, times, words, causes, details } = this.parts[index >> partBits]!
    const at = index & partMask
    const word = words[at]!
    const cause = causes[at]!
    return {
      index,
      at: start + times[at]!,
      kind: eventKinds[word >>> (2 * nodeBits)]!,
      node: this.nodes[((word >>> nodeBits) & nodeMask) - 1] ?? null,
      peer: this.nodes[(word & nodeMask) - 1] ?? null,
      cause: cause < 0 ? null : cause,
      detail: details[at],
    }
  }

  *[Symbol.iterator](): Generator<TraceEvent> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!
  }

  private open(start: Micros): Part {
    const part = new Part(start)
    this.parts.push(part)
    return part
  }
}
