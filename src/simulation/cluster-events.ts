import type { Fault } from '../faults/fault.ts'
import { hashText } from '../kernel/text-hash.ts'
import type { Micros } from '../kernel/time.ts'
import type { Network } from '../network/network.ts'
import type { Host } from '../node/host.ts'
import { kindNumbers } from '../trace/journal.ts'
import { type EventList, entryKinds } from './event-list.ts'
import { type ActiveFault, FaultInjector, type Target } from './fault-injector.ts'
import type { InFlight } from './in-flight.ts'
import type { NodeEvents } from './node-events.ts'
import type { Observer } from './observer.ts'
import type { RunRecord } from './run-record.ts'
import type { Scenario } from './scenario.ts'

/** The parts of a run that faults work on. */
export interface ClusterEventsParts {
  readonly scenario: Scenario
  readonly list: EventList
  readonly record: RunRecord
  readonly network: Network
  readonly hosts: readonly Host[]
  readonly indexes: ReadonlyMap<string, number>
  readonly inFlight: InFlight
  readonly nodeEvents: NodeEvents
  readonly observer: Observer
}

/** What happens to the cluster as a whole: faults strike and end, and the scenario heals. */
export class ClusterEvents implements Target {
  readonly scenario: Scenario
  readonly network: Network
  readonly hosts: readonly Host[]
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly indexes: ReadonlyMap<string, number>
  private readonly inFlight: InFlight
  private readonly nodeEvents: NodeEvents
  private readonly observer: Observer
  private readonly injector: FaultInjector
  /** The journal's entry of the latest fault, end of a fault or healing: why nodes restart. */
  private latest = -1
  private hasHealed = false

  constructor(parts: ClusterEventsParts) {
    this.scenario = parts.scenario
    this.network = parts.network
    this.hosts = parts.hosts
    this.list = parts.list
    this.record = parts.record
    this.indexes = parts.indexes
    this.inFlight = parts.inFlight
    this.nodeEvents = parts.nodeEvents
    this.observer = parts.observer
    this.injector = new FaultInjector(this)
  }

  get now(): Micros {
    return this.list.now
  }

  /** Lets happen what an entry of the event list says of the cluster. */
  process(kind: number, entry: number): void {
    const { list } = this
    const payload = list.payload(entry)
    list.release(entry)
    if (kind === entryKinds.cut) return
    if (kind === entryKinds.fault) {
      // A conditional fault may have been on its way when the scenario healed.
      if (!this.hasHealed) this.strike(payload as Fault)
    } else if (kind === entryKinds.faultEnd) {
      const active = payload as ActiveFault
      this.begin(kindNumbers['fault-end'], active.id, active.fault)
      this.injector.end(active)
    } else this.heal()
  }

  /** Lets a fault strike now. */
  strike(fault: Fault): void {
    this.begin(kindNumbers.fault, hashText(fault.type), fault)
    this.injector.strike(fault)
  }

  host(id: string): Host {
    return this.hosts[this.indexes.get(id)!]!
  }

  crash(host: Host, wiped: boolean): void {
    this.nodeEvents.crash(host, wiped)
  }

  restart(host: Host): void {
    this.nodeEvents.boot(host, this.latest)
  }

  resume(host: Host): void {
    host.paused = false
    this.nodeEvents.drain(host)
  }

  rearm(host: Host): void {
    this.nodeEvents.rearm(host)
  }

  cutInFlight(): void {
    this.inFlight.cut()
  }

  release(): void {
    this.inFlight.release()
  }

  endLater(delay: Micros, end: ActiveFault): void {
    this.list.schedule(this.list.now + delay, entryKinds.faultEnd, -1, end)
  }

  struck(label: string): void {
    this.record.counters.fault(label)
  }

  private heal(): void {
    this.begin(kindNumbers.heal, 0, null)
    this.hasHealed = true
    this.observer.dropConditions()
    this.injector.heal()
    this.observer.healed()
  }

  private begin(kind: number, word: number, detail: unknown): void {
    this.record.begin(kind, -1, -1, word, -1, detail)
    this.latest = this.record.current
  }
}
