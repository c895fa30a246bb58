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

/** How many entries a part of the journal takes. */
const partLength = 4096
const partBits = 12
const partMask = partLength - 1
// A word has room for the kind (4 bits), and for the node and its peer, each counted from 1 (14 bits).
const nodeBits = 14
const nodeMask = (1 << nodeBits) - 1

/** A stretch of the journal, in columns of 16 bytes an entry besides what it is about. */
interface Part {
  readonly times: Float64Array
  /** Kind, node and peer. */
  readonly words: Int32Array
  readonly causes: Int32Array
  readonly details: unknown[]
}

/** What happened in a run, in order. */
export class Journal {
  length = 0
  private readonly nodes: readonly string[]
  private readonly parts: Part[] = []
  private last: Part

  /** @throws UsageError when there are too many nodes for a word. */
  constructor(nodes: readonly string[]) {
    if (nodes.length >= nodeMask)
      throw new UsageError(
        `Expected a recorded run to have fewer than ${nodeMask} nodes, got ${nodes.length}; run it without record, or with fewer nodes.`,
      )
    this.nodes = nodes
    this.last = this.open()
  }

  /** Adds an entry and returns its index; −1 stands for no node, no peer, no cause. */
  add(kind: EventKind, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    return this.write(kindNumbers[kind], time, node, peer, cause, detail)
  }

  /** The same by the kind's number, for what happens all the time. */
  write(kind: number, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    const index = this.length++
    const at = index & partMask
    if (at === 0 && index > 0) this.last = this.open()
    const { times, words, causes, details } = this.last
    times[at] = time
    words[at] = (((kind << nodeBits) | (node + 1)) << nodeBits) | (peer + 1)
    causes[at] = cause
    details[at] = detail
    return index
  }

  at(index: number): TraceEvent | undefined {
    if (!(index >= 0 && index < this.length) || !Number.isInteger(index)) return undefined
    const { times, words, causes, details } = this.parts[index >> partBits]!
    const at = index & partMask
    const word = words[at]!
    const cause = causes[at]!
    return {
      index,
      at: times[at]!,
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

  private open(): Part {
    const part: Part = {
      times: new Float64Array(partLength),
      words: new Int32Array(partLength),
      causes: new Int32Array(partLength),
      details: new Array<unknown>(partLength),
    }
    this.parts.push(part)
    return part
  }
}
