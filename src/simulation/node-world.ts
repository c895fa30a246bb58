import { deepFreeze } from '../kernel/deep-freeze.ts'
import { UsageError } from '../kernel/errors.ts'
import { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { AnyMessage, NodeId } from '../node/context.ts'
import type { NodeSpec } from '../node/definition.ts'
import type { Host, MessageHandlers, StorageLatencies, World } from '../node/host.ts'
import type { DiskFaultKind } from '../storage/disk.ts'
import type { Departures } from './departures.ts'
import { type EventList, entryKinds, type PendingSync } from './event-list.ts'
import type { MessageType } from './message-types.ts'
import type { RunRecord } from './run-record.ts'
import { shownValue } from './shown-value.ts'
import type { TimerFates } from './timer-pins.ts'
import type { Transmission } from './transmission.ts'

/** What stays the same for all nodes throughout a run. */
export interface NodeWorldOptions {
  readonly nodes: readonly NodeId[]
  readonly indexes: ReadonlyMap<NodeId, number>
  readonly immutable: boolean
  readonly rewindable: boolean
  readonly storage: StorageLatencies
  readonly timerFates: TimerFates | null
  /** What all random streams of the run begin their labels with. */
  readonly seed: string
}

/** The world as the nodes of a run reach it. */
export class NodeWorld implements World {
  readonly nodes: readonly NodeId[]
  readonly immutable: boolean
  readonly rewindable: boolean
  readonly storage: StorageLatencies
  readonly timerFates: TimerFates | null
  private readonly indexes: ReadonlyMap<NodeId, number>
  private readonly seed: string
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly departures: Departures
  private readonly transmission: Transmission
  private readonly handlers = new Map<NodeSpec, MessageHandlers>()
  private calls = 0

  constructor(
    list: EventList,
    record: RunRecord,
    departures: Departures,
    transmission: Transmission,
    options: NodeWorldOptions,
  ) {
    this.list = list
    this.record = record
    this.departures = departures
    this.transmission = transmission
    this.nodes = options.nodes
    this.indexes = options.indexes
    this.immutable = options.immutable
    this.rewindable = options.rewindable
    this.storage = options.storage
    this.timerFates = options.timerFates
    this.seed = options.seed
  }

  get now(): Micros {
    return this.list.now
  }

  address(from: Host, to: NodeId): number {
    const { nodes } = this
    // Who is written to once is often written to again; or, where many are, the next one.
    const last = from.addressee
    if (to === nodes[last]) return last
    const next = last + 1
    if (next < nodes.length && to === nodes[next]) {
      from.addressee = next
      return next
    }
    return this.lookUp(from, to)
  }

  private lookUp(from: Host, to: NodeId): number {
    const index = this.indexes.get(to)
    if (index === undefined) this.failToFind(from, to)
    from.addressee = index
    return index
  }

  private failToFind(from: Host, to: NodeId): never {
    throw new UsageError(
      `Expected ctx.send(to, …) at ${from.id} to name a node (${this.nodes.join(', ')}), got ${JSON.stringify(to)}.`,
    )
  }

  send(from: Host, to: number, name: string, message: AnyMessage, call: number): void {
    const type = this.typeOf(from, name, message)
    type.sent++
    if (this.record.freezes === true && isFrozen(type.sent)) deepFreeze(message)
    if (from.durable !== null || from.busyUntil > this.list.now)
      this.departures.sendLater(from, to, type, message, call)
    else this.transmission.transmit(from.index, to, type, message, call)
  }

  setTimer(host: Host, at: Micros, timer: number, cause = this.record.current): void {
    const generation = host.timers.generation(timer)
    this.list.add(at, entryKinds.timer, host.index, timer, generation, cause, undefined)
  }

  fsync(host: Host, file: string, completion: string): void {
    const covered = host.disk.writes(file)
    const at = this.list.now + this.storage.fsync
    const sync: PendingSync = { file, completion, covered }
    this.list.schedule(at, entryKinds.synced, host.index, sync, host.incarnation, this.record.current)
  }

  handlersOf(spec: NodeSpec): MessageHandlers {
    let handlers = this.handlers.get(spec)
    if (handlers === undefined) {
      handlers = []
      this.handlers.set(spec, handlers)
    }
    return handlers
  }

  newCall(): number {
    return ++this.calls
  }

  random(label: string): Random {
    return new Random(`${this.seed}/${label}`)
  }

  note(host: Host, label: string): void {
    this.record.note(host.index, label)
  }

  invoke(host: Host, input: unknown): number {
    return this.record.invoke(host, input)
  }

  complete(host: Host, operation: number, output: unknown): void {
    this.record.returned(host, operation, 'ok', output)
  }

  fail(host: Host, operation: number, reason: unknown): void {
    this.record.returned(host, operation, 'failed', reason)
  }

  diskFault(kind: DiskFaultKind): void {
    this.record.counters.fault(`${kind} took effect`)
  }

  private typeOf(from: Host, name: string, message: AnyMessage): MessageType {
    // What it has sent last, as it often sends the same again.
    const last = from.lastType as MessageType | null
    return last !== null && name === last.name ? last : this.findType(from, name, message)
  }

  private findType(from: Host, name: string, message: AnyMessage): MessageType {
    const type = this.record.types.find(name) ?? this.newType(message)
    from.lastType = type
    return type
  }

  private newType(message: AnyMessage): MessageType {
    const name: unknown = message?.type
    if (typeof name !== 'string' || name === '')
      throw new UsageError(
        `Expected a message { type: '…', … }, got ${shownValue(message)}; a message is an object with a type, by which its handler is found.`,
      )
    return this.record.types.add(name)
  }
}

/** Whether the n-th message of a type is frozen: freezing costs more than delivering, and who errs errs again. */
function isFrozen(nth: number): boolean {
  return nth <= 4 || (nth & 63) === 0
}
