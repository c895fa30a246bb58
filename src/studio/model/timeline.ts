import type { Recording } from '../../explore/recording/recording.ts'
import type { Micros } from '../../kernel/time.ts'
import type { EventKind, TraceEvent } from '../../trace/journal.ts'

/** A recording that is quick to look things up in: every entry by its index, each node's entries in order. */
export class Timeline {
  readonly recording: Recording
  readonly length: number
  /** Until when there is something to see, µs: a little after the last entry. */
  readonly end: Micros
  readonly times: Float64Array
  /** The kind of each entry, as an index into `kinds`. */
  readonly kindOf: Uint8Array
  readonly kinds: readonly EventKind[]
  /** The index of the node of each entry; −1 for what concerns the whole cluster. */
  readonly nodeOf: Int32Array
  readonly peerOf: Int32Array
  readonly causeOf: Int32Array
  /** After how many steps of the simulation each entry is written. */
  readonly stepOf: Int32Array
  /** The entries that the node itself took part in, by node. */
  readonly entriesOf: readonly (readonly number[])[]

  constructor(recording: Recording) {
    const { journal, nodes, steps } = recording
    this.recording = recording
    this.length = journal.at.length
    this.times = Float64Array.from(journal.at)
    const last = this.times[this.length - 1] ?? 0
    this.end = Math.max(1, last, Math.min(recording.endedAt, Math.ceil(last * 1.02)))
    this.kindOf = Uint8Array.from(journal.kind)
    this.kinds = journal.kinds as readonly EventKind[]
    this.nodeOf = Int32Array.from(journal.node)
    this.peerOf = Int32Array.from(journal.peer)
    this.causeOf = Int32Array.from(journal.cause)
    this.stepOf = new Int32Array(this.length)
    const entriesOf: number[][] = nodes.map(() => [])
    let step = 0
    for (let entry = 0; entry < this.length; entry++) {
      while (step < steps.length - 1 && entry >= steps[step]!) step++
      this.stepOf[entry] = step
      const node = this.nodeOf[entry]!
      if (node >= 0 && isOfNode(this.kind(entry))) entriesOf[node]!.push(entry)
    }
    this.entriesOf = entriesOf
  }

  kind(entry: number): EventKind {
    return this.kinds[this.kindOf[entry]!]!
  }

  detail(entry: number): unknown {
    return this.recording.details[this.recording.journal.detail[entry]!]
  }

  event(entry: number): TraceEvent {
    const { nodes } = this.recording
    const cause = this.causeOf[entry]!
    return {
      index: entry,
      at: this.times[entry]!,
      kind: this.kind(entry),
      node: nodes[this.nodeOf[entry]!]?.id ?? null,
      peer: nodes[this.peerOf[entry]!]?.id ?? null,
      cause: cause < 0 ? null : cause,
      detail: this.detail(entry),
    }
  }

  /** The last entry at or before a time; 0 when there is none. */
  lastAt(time: Micros): number {
    return Math.max(0, firstAbove(this.times, time) - 1)
  }
}

/** Whether a node goes through such an event; what the network does to a message, no node sees. */
export function isOfNode(kind: EventKind): boolean {
  return kind !== 'lost' && kind !== 'held' && kind !== 'duplicate'
}

/** The index of the first value above `limit` in ascending values; their number when there is none. */
export function firstAbove(values: ArrayLike<number>, limit: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}
