import type { Micros } from '../kernel/time.ts'
import type { Network } from '../network/network.ts'
import type { AnyMessage } from '../node/context.ts'
import type { Host } from '../node/host.ts'
import { kindNumbers } from '../trace/journal.ts'
import type { Departures } from './departures.ts'
import type { Durability } from './durability.ts'
import { type EventList, entryKinds, type PendingSync } from './event-list.ts'
import type { InFlight } from './in-flight.ts'
import type { Judge } from './judge.ts'
import type { MessageType } from './message-types.ts'
import type { NodeWorld } from './node-world.ts'
import type { Observer } from './observer.ts'
import type { RunRecord } from './run-record.ts'
import type { Scenario } from './scenario.ts'

/** What `slow` multiplies when the scenario gives handling no time, µs. */
const defaultHandling: Micros = 100

/** The parts of a run that {@link NodeEvents} works with. */
export interface NodeEventsParts {
  readonly scenario: Scenario
  readonly list: EventList
  readonly record: RunRecord
  readonly hosts: readonly Host[]
  readonly world: NodeWorld
  readonly network: Network
  readonly inFlight: InFlight
  readonly departures: Departures
  readonly durability: Durability
  readonly observer: Observer
  readonly judge: Judge
}

/** Lets nodes live: start, handle what comes to them when they are ready for it, and crash. */
export class NodeEvents {
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly hosts: readonly Host[]
  private readonly world: NodeWorld
  private readonly network: Network
  private readonly inFlight: InFlight
  private readonly departures: Departures
  private readonly durability: Durability
  private readonly observer: Observer
  private readonly judge: Judge
  /** How long handling an event takes, µs. */
  private readonly handling: Micros

  constructor(parts: NodeEventsParts) {
    this.list = parts.list
    this.record = parts.record
    this.hosts = parts.hosts
    this.world = parts.world
    this.network = parts.network
    this.inFlight = parts.inFlight
    this.departures = parts.departures
    this.durability = parts.durability
    this.observer = parts.observer
    this.judge = parts.judge
    this.handling = parts.scenario.handling
  }

  /** A message is due. */
  receive(entry: number): void {
    const { list } = this
    const host = this.hosts[list.node(entry)]!
    if (this.network.hasClogs && this.inFlight.holds(entry)) return
    if (host.up === false) {
      this.inFlight.lose(entry, 'node down')
      return
    }
    // Behind a backlog everything queues, lest what comes as the node gets ready overtake it.
    if (host.paused === true || host.busyUntil > list.now || host.backlog !== null) {
      host.putOff(entry)
      return
    }
    this.deliver(host, entry)
  }

  /** Lets happen what an entry of the event list says of a node, if it is no undamaged message. */
  process(kind: number, entry: number): void {
    const { list } = this
    const host = this.hosts[list.node(entry)]!
    if (kind === entryKinds.corrupted) {
      if (this.network.hasClogs && this.inFlight.holds(entry)) return
      if (!host.up) {
        this.inFlight.lose(entry, 'node down')
        return
      }
    } else if (kind === entryKinds.wake) {
      list.release(entry)
      this.drain(host)
      return
    } else if (kind === entryKinds.depart || kind === entryKinds.durable) {
      this.processAfterStorage(kind, host, entry)
      return
    } else if (kind === entryKinds.synced && list.word(entry) !== host.incarnation) {
      list.release(entry)
      return
    }
    if (host.paused || host.busyUntil > list.now || host.backlog !== null) {
      host.putOff(entry)
      return
    }
    this.handle(kind, host, entry)
  }

  boot(host: Host, cause: number): void {
    this.begin(kindNumbers.boot, host, -1, 0, cause, null)
    this.attempt(host, () => host.boot())
  }

  crash(host: Host, wiped: boolean): void {
    const { list } = this
    this.begin(kindNumbers.crash, host, -1, wiped ? 1 : 0, this.record.current, wiped)
    for (const entry of host.backlog ?? []) {
      const kind = list.kind(entry)
      if (kind === entryKinds.deliver || kind === entryKinds.corrupted) this.inFlight.lose(entry, 'node down')
      else list.release(entry)
    }
    if (wiped) host.wipe()
    else host.crash()
    this.observer.changed(host)
  }

  /** Lets a node handle what has piled up. */
  drain(host: Host): void {
    while (host.backlog !== null && !host.paused && host.busyUntil <= this.list.now && !this.judge.stopped) {
      const entry = host.takeUp()
      this.handle(this.list.kind(entry), host, entry)
    }
  }

  /** The node's clock has changed: its timers are due at other true times. */
  rearm(host: Host): void {
    for (const { id, deadline } of host.timers.armed()) {
      host.timers.unqueue(id)
      const at = host.clock === null ? deadline : host.clock.whenShows(deadline, this.list.now)
      if (host.timers.set(id, deadline, at)) this.world.setTimer(host, at, id)
    }
  }

  /** Lets a node that is ready handle an event of its own. */
  private handle(kind: number, host: Host, entry: number): void {
    if (kind === entryKinds.deliver) {
      this.deliver(host, entry)
      return
    }
    const { list } = this
    const peer = list.peer(entry)
    const payload = list.payload(entry)
    const word = list.word(entry)
    const cause = list.cause(entry)
    const type = list.type(entry)
    list.release(entry)
    if (kind === entryKinds.timer) this.expire(host, peer, word, cause)
    else if (kind === entryKinds.corrupted)
      this.deliverCorrupted(host, peer, this.record.types.all[type]!, payload as AnyMessage, cause)
    else this.completeSync(host, payload as PendingSync, cause)
  }

  private deliver(host: Host, entry: number): void {
    const { list } = this
    const from = list.peer(entry)
    const message = list.payload(entry) as AnyMessage
    const call = list.word(entry)
    const cause = list.cause(entry)
    const type = this.record.types.all[list.type(entry)]!
    list.release(entry)
    type.delivered++
    this.begin(kindNumbers.deliver, host, from, type.hash, cause, message)
    if (this.record.deepHash === true) this.record.hashValue(message)
    let handled: boolean
    try {
      handled = host.deliver(from, type, message, call)
    } catch (error) {
      this.handlerFailed(host, error)
      return
    }
    if (handled === true) this.settle(host)
    else this.leaveUnhandled(host)
  }

  private leaveUnhandled(host: Host): void {
    this.record.counters.unhandled++
    this.wakeLater(host)
  }

  private deliverCorrupted(
    host: Host,
    from: number,
    type: MessageType,
    message: AnyMessage,
    cause: number,
  ): void {
    this.begin(kindNumbers.corrupted, host, from, type.hash, cause, message)
    const { corrupted } = host.spec.definition
    if (corrupted === null) {
      this.record.lost(type, 'corrupted', from, host.index, message)
      this.wakeLater(host)
      return
    }
    type.delivered++
    this.attempt(host, () => host.deliverCorrupted(from, corrupted))
  }

  private expire(host: Host, timer: number, generation: number, cause: number): void {
    const expiry = host.timers.expire(timer, generation, host.localNow)
    if (expiry === 'stale') return
    if (expiry !== 'due') {
      // Set again for later since it was queued.
      const at = host.clock === null ? expiry : host.clock.whenShows(expiry, this.list.now)
      if (host.timers.set(timer, expiry, at)) this.world.setTimer(host, at, timer, cause)
      return
    }
    this.record.counters.timeouts++
    const name = host.timers.name(timer)
    this.begin(kindNumbers.timeout, host, -1, host.timers.hash(timer), cause, name)
    try {
      host.timeout(timer)
    } catch (error) {
      this.handlerFailed(host, error)
      return
    }
    this.settle(host)
  }

  private completeSync(host: Host, { file, completion, covered }: PendingSync, cause: number): void {
    this.begin(kindNumbers.synced, host, -1, 0, cause, file)
    this.attempt(host, () => host.synced(completion, { file, ok: host.disk.synced(file, covered) }))
  }

  private processAfterStorage(kind: number, host: Host, entry: number): void {
    const { list } = this
    const lived = list.word(entry) === host.incarnation
    const payload = list.payload(entry)
    const cause = list.cause(entry)
    list.release(entry)
    if (kind === entryKinds.depart) this.departures.leave(host, payload, lived, cause)
    else if (lived) {
      this.durability.complete(host, payload)
      this.observer.changed(host)
    }
  }

  /** Runs a handler other than the two hot ones. */
  private attempt(host: Host, body: () => void): void {
    try {
      body()
    } catch (error) {
      this.handlerFailed(host, error)
      return
    }
    this.settle(host)
  }

  /** Writes down that an event begins at a node, and holds it up as long as handling takes. */
  private begin(kind: number, host: Host, peer: number, word: number, cause: number, detail: unknown): void {
    this.record.begin(kind, host.index, peer, word, cause, detail)
    if (this.handling > 0 || host.slowdown > 1) this.occupy(host)
  }

  private occupy(host: Host): void {
    host.occupy(Math.ceil((this.handling || defaultHandling) * host.slowdown))
  }

  /** After a handler: its writes become durable, its messages leave, properties look. */
  private settle(host: Host): void {
    if (host.durable !== null && !this.isDurable(host)) return
    this.wakeLater(host)
    this.observer.changed(host)
  }

  /** Makes a node's writes durable; false when that takes time, until when properties do not look, or fails. */
  private isDurable(host: Host): boolean {
    const outcome = this.durability.persist(host)
    // A node that cannot make durable what it is about to promise stops, as databases do.
    if (outcome === 'failed') this.crash(host, false)
    else if (outcome === 'pending') this.wakeLater(host)
    return outcome === 'durable'
  }

  /** Has a node that is busy look at its backlog when it is done. */
  private wakeLater(host: Host): void {
    const { list } = this
    if (host.busyUntil > list.now) list.schedule(host.busyUntil, entryKinds.wake, host.index, null)
  }

  private handlerFailed(host: Host, error: unknown): void {
    this.observer.failed(host, error)
    this.departures.discardOutbox(host)
    if (host.up) this.crash(host, false)
  }
}
