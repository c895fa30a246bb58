import { UsageError } from '../kernel/errors.ts'
import { formatTime, type Micros } from '../kernel/time.ts'

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

/** How many entries there is room for at first: a run of some seconds. */
const capacity = 4096

/** What happened in a run, in order: columns of numbers, and details, such as messages, which may be left to be found again. */
export class Journal {
  length = 0
  private readonly nodes: readonly string[]
  private times = new Float64Array(capacity)
  private kinds = new Uint8Array(capacity)
  private where = new Int32Array(capacity)
  private peers = new Int32Array(capacity)
  private causes = new Int32Array(capacity)
  private details: unknown[] = []
  /** Runs the run again, whose details are not kept; `null` when they are. */
  private repeat: (() => Journal) | null = null
  /** What was violated: a run that is repeated is not judged. */
  private readonly violations: unknown[] = []

  constructor(nodes: readonly string[]) {
    this.nodes = nodes
  }

  /** From now on keeps no details: `repeat` runs the run again when somebody looks, and gives the journal of that. */
  recallBy(repeat: () => Journal): void {
    this.repeat = repeat
  }

  /** Adds an entry and returns its index; −1 stands for no node, no peer, no cause. */
  add(kind: EventKind, time: Micros, node: number, peer: number, cause: number, detail: unknown): number {
    if (this.repeat !== null && kind === 'violation') this.violations.push(detail)
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
    if (this.repeat === null) this.details.push(detail)
    return index
  }

  at(index: number): TraceEvent | undefined {
    if (!(index >= 0 && index < this.length)) return undefined
    if (this.repeat !== null) this.recall(this.repeat())
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

  /** Takes the details from a run of the same that was not judged. */
  private recall(again: Journal): void {
    const violation = kindNumbers.violation
    const details: unknown[] = []
    let violations = 0
    let there = 0
    for (let here = 0; here < this.length; here++) {
      if (this.kinds[here] === violation) details.push(this.violations[violations++])
      else {
        while (there < again.length && again.kinds[there] === violation) there++
        if (!this.isSame(here, again, there)) this.failToRecall(here)
        details.push(again.details[there++])
      }
    }
    this.details = details
    this.repeat = null
  }

  private isSame(here: number, again: Journal, there: number): boolean {
    return (
      there < again.length &&
      this.kinds[here] === again.kinds[there] &&
      this.times[here] === again.times[there] &&
      this.where[here] === again.where[there] &&
      this.peers[here] === again.peers[there]
    )
  }

  private failToRecall(index: number): never {
    throw new UsageError(
      `Expected the run to go the same way again, as its messages were looked at, but it did not from entry ${index} (${formatTime(this.times[index]!)}) on; do handlers share something outside of their states, or does a message change after it was sent? expect({ scenario, seed }).toReplayIdentically() shows where two runs part.`,
    )
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
