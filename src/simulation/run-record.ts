import { deepFreeze } from '../kernel/deep-freeze.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import { TraceHash } from '../kernel/trace-hash.ts'
import type { AnyMessage, NodeId } from '../node/context.ts'
import type { Host } from '../node/host.ts'
import { type EventKind, eventKinds, Journal } from '../trace/journal.ts'
import type { EventList } from './event-list.ts'
import { HistoryRecorder } from './history-recorder.ts'
import { type MessageType, MessageTypes } from './message-types.ts'
import { type Pin, SentMessages } from './pinned-network.ts'
import { shownValue } from './shown-value.ts'
import { Counters, type LossReason, type Statistics } from './statistics.ts'

/** What is kept of a run besides its hash, its numbers and its history. */
export interface RecordOptions {
  readonly record?: boolean
  readonly freeze?: boolean
  readonly recordSent?: boolean
  readonly deepHash?: boolean
  readonly vitals?: Int32Array
}

/** So many events at one instant are taken for a loop. */
const instantLimit = 1_000_000

/** What is written down of a run as it happens: how many events, their hash, statistics, the clients' history, and the journal. */
export class RunRecord {
  /** How many events have been handled. */
  events = 0
  /** The journal's entry of the event being handled; −1 without a journal. */
  current = -1
  readonly counters = new Counters()
  readonly types = new MessageTypes()
  readonly history: HistoryRecorder
  /** The journal, if the run is recorded. */
  readonly journal: Journal | null
  readonly deepHash: boolean
  /** Whether messages and operations are frozen, so that nobody changes them afterwards. */
  readonly freezes: boolean
  private readonly hash = new TraceHash()
  /** Every message that was sent, if they are written down. */
  readonly sent: SentMessages | null
  private readonly vitals: Int32Array | null
  private readonly isWatched: boolean
  private readonly nodes: readonly NodeId[]
  private readonly list: EventList
  /** The latest instant, µs, and how many events there have been before it. */
  private instant: Micros = -1
  private eventsBefore = 0

  constructor(list: EventList, nodes: readonly NodeId[], options: RecordOptions) {
    this.list = list
    this.journal = options.record ? new Journal(nodes) : null
    this.freezes = options.freeze || options.record || false
    this.history = new HistoryRecorder(this.freezes)
    this.sent = options.recordSent ? new SentMessages(nodes) : null
    this.deepHash = options.deepHash ?? false
    this.vitals = options.vitals ?? null
    this.isWatched = this.journal !== null || this.vitals !== null
    this.nodes = nodes
  }

  /** Where more is written than what the run itself goes by. */
  get sinks(): readonly (object | null)[] {
    return [this.journal, this.sent, this.vitals]
  }

  /** Writes down that an event begins, at a node (by its index) or, −1, in the cluster as a whole. */
  begin(kind: number, node: number, peer: number, word: number, cause: number, detail: unknown): void {
    const { now } = this.list
    const before = this.events++
    this.hash.add(now, node, peer, word)
    if (this.isWatched === true) this.show(kind, node, peer, cause, detail)
    if (now !== this.instant) {
      this.instant = now
      this.eventsBefore = before
    } else if (before - this.eventsBefore >= instantLimit) this.failToAdvance(kind, node, detail)
  }

  /** Shows the event that begins to the journal and to other threads. */
  private show(kind: number, node: number, peer: number, cause: number, detail: unknown): void {
    if (this.vitals !== null) {
      this.vitals[0] = this.events
      this.vitals[1] = node
    }
    if (this.journal !== null)
      this.current = this.journal.write(kind, this.list.now, node, peer, cause, detail)
  }

  /** Takes data into the hash, where it is to cover more than the headers of events. */
  hashValue(value: unknown): void {
    if (this.deepHash === true) this.hash.addValue(value)
  }

  digest(): string {
    return this.hash.digest()
  }

  /** @param inFlight the type of each message that is still on its way. */
  statistics(inFlight: readonly MessageType[]): Statistics {
    return this.counters.statistics(this.types.all, inFlight)
  }

  /** A message on its way, and what the network makes of it: how long each copy takes, µs. */
  transmitted(
    from: number,
    to: number,
    message: AnyMessage,
    arrivals: readonly Micros[],
    damage?: Pin['damage'],
  ): void {
    this.sent?.add(this.list.now, from, to, message, arrivals, damage)
  }

  lost(
    type: MessageType,
    reason: LossReason,
    from: number,
    to: number,
    message: unknown,
    cause = this.current,
  ): void {
    type.dropped++
    this.counters.dropped[reason]++
    this.enter('lost', to, from, { reason, message }, cause)
  }

  duplicated(type: MessageType, from: number, to: number, message: AnyMessage): void {
    type.duplicated++
    this.counters.duplicates++
    this.enter('duplicate', to, from, message)
  }

  held(from: number, to: number, message: unknown, cause: number): void {
    this.enter('held', to, from, message, cause)
  }

  note(node: number, label: string): void {
    this.counters.note(label)
    this.enter('note', node, -1, label)
  }

  invoke(host: Host, input: unknown): number {
    if (this.freezes) deepFreeze(input)
    this.enter('invoke', host.index, -1, input)
    return this.history.invoke(host.id, input, this.list.now)
  }

  returned(host: Host, operation: number, outcome: 'ok' | 'failed', output: unknown): void {
    if (this.freezes) deepFreeze(output)
    if (this.journal !== null) this.enter('return', host.index, -1, { operation, outcome, output })
    this.history.end(operation, outcome, output, this.list.now)
  }

  violated(node: number, property: string, message: string): void {
    this.enter('violation', node, -1, { property, message })
  }

  private enter(kind: EventKind, node: number, peer: number, detail: unknown, cause = this.current): void {
    this.journal?.add(kind, this.list.now, node, peer, cause, detail)
  }

  private failToAdvance(kind: number, node: number, detail: unknown): never {
    throw new UsageError(
      `Expected time to advance, but ${instantLimit} events happened at ${this.list.now} µs, the last at ${this.nodes[node] ?? 'no node'} (${eventKinds[kind]} ${shownValue(detail)}); does a handler send or set a timer without delay each time it runs?`,
    )
  }
}
