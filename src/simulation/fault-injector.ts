import type { Fault } from '../faults/fault.ts'
import { faultLabel } from '../faults/label.ts'
import type { Micros } from '../kernel/time.ts'
import type { Network } from '../network/network.ts'
import { NodeClock } from '../node/clock.ts'
import type { Host } from '../node/host.ts'
import type { DiskFaultKind } from '../storage/disk.ts'
import type { Scenario } from './scenario.ts'

/** What faults do to the run; the simulation provides it. */
export interface Target {
  readonly now: Micros
  readonly scenario: Scenario
  readonly network: Network
  host(id: string): Host
  readonly hosts: readonly Host[]
  crash(host: Host, wiped: boolean): void
  restart(host: Host): void
  resume(host: Host): void
  /** The clock of the node has changed: its timers are due at other true times. */
  rearm(host: Host): void
  /** Loses the messages in flight on links that are now cut. */
  cutInFlight(): void
  /** Delivers the messages held on links that are clogged no more. */
  release(): void
  /** Lets a fault end at a later time. */
  endLater(delay: Micros, end: ActiveFault): void
  struck(label: string): void
}

/** A fault that has struck and will end. */
export interface ActiveFault {
  readonly id: number
  readonly fault: Fault
  /** The life of the node in which it struck. */
  readonly incarnation: number
}

/** Lets faults strike and end. */
export class FaultInjector {
  private readonly target: Target
  private count = 0
  /** Slowness, drift and disk faults that are on, in the order in which they struck: of several, the last counts. */
  private readonly pauses = new Map<Host, number>()
  private lingering: { readonly id: number; readonly fault: LingeringFault }[] = []

  constructor(target: Target) {
    this.target = target
  }

  /** Lets a fault strike; what cannot (crashing a node that is down) does nothing and is not counted. */
  strike(fault: Fault): void {
    const { target } = this
    const id = this.count++
    if (!this.apply(id, fault)) return
    target.struck(faultLabel(fault))
    const lasts = 'lasts' in fault ? fault.lasts : undefined
    const delay = fault.type === 'upgrade' ? (lasts ?? 0) : lasts
    if (delay === undefined) return
    const incarnation = 'node' in fault ? target.host(fault.node).incarnation : 0
    target.endLater(delay, { id, fault, incarnation })
  }

  end({ id, fault, incarnation }: ActiveFault): void {
    const { target } = this
    switch (fault.type) {
      case 'crash':
      case 'wipe':
      case 'upgrade': {
        const host = target.host(fault.node)
        if (!host.up && host.incarnation === incarnation) target.restart(host)
        break
      }
      case 'pause': {
        const host = target.host(fault.node)
        // It may have been resumed meanwhile, and paused again by another fault.
        if (host.paused && host.incarnation === incarnation && this.pauses.get(host) === id)
          target.resume(host)
        break
      }
      case 'slow':
      case 'clockDrift':
      case 'disk':
        this.lingering = this.lingering.filter((other) => other.id !== id)
        this.settle(target.host(fault.node))
        break
      case 'partition':
      case 'degrade':
        target.network.end(id)
        break
      case 'clog':
        target.network.end(id)
        target.release()
        break
      case 'restart':
      case 'resume':
      case 'heal':
      case 'clockJump':
        break
      default:
        fault satisfies never
    }
  }

  /** Ends everything that is wrong with the cluster. */
  heal(): void {
    const { target } = this
    target.network.heal(true)
    target.release()
    this.lingering = []
    for (const host of target.hosts) {
      this.settle(host)
      if (!host.up) target.restart(host)
      else if (host.paused) target.resume(host)
    }
  }

  private apply(id: number, fault: Fault): boolean {
    const { target } = this
    switch (fault.type) {
      case 'crash':
      case 'wipe': {
        const host = target.host(fault.node)
        if (!host.up) return false
        target.crash(host, fault.type === 'wipe')
        return true
      }
      case 'restart': {
        const host = target.host(fault.node)
        if (host.up) return false
        target.restart(host)
        return true
      }
      case 'pause': {
        const host = target.host(fault.node)
        if (!host.up || host.paused) return false
        host.paused = true
        this.pauses.set(host, id)
        return true
      }
      case 'resume': {
        const host = target.host(fault.node)
        if (!host.paused) return false
        target.resume(host)
        return true
      }
      case 'slow':
      case 'clockDrift':
      case 'disk':
        this.lingering.push({ id, fault })
        this.settle(target.host(fault.node))
        return true
      case 'upgrade': {
        const host = target.host(fault.node)
        if (!host.up) return false
        target.crash(host, false)
        host.upgrade(target.scenario.versions[fault.to]!)
        return true
      }
      case 'partition':
        target.network.partition(id, fault.cut)
        target.cutInFlight()
        return true
      case 'clog':
        target.network.clog(id, fault.from, fault.to)
        return true
      case 'degrade':
        target.network.degrade(id, fault.from ?? null, fault.to ?? null, fault.change)
        return true
      case 'heal':
        if (target.network.isWhole) return false
        target.network.heal(true)
        target.release()
        return true
      case 'clockJump': {
        const host = target.host(fault.node)
        clockOf(host).jump(fault.by)
        target.rearm(host)
        return true
      }
      default:
        return fault satisfies never
    }
  }

  /** Brings a node's pace, drift and disk to what the faults that linger make of them. */
  private settle(host: Host): void {
    const { target } = this
    let slowdown = 1
    let drift = target.scenario.clocks[host.id]?.drift ?? 0
    const diskFaults = new Set<DiskFaultKind>()
    for (const { fault } of this.lingering) {
      if (fault.node !== host.id) continue
      if (fault.type === 'slow') slowdown = fault.factor
      else if (fault.type === 'clockDrift') drift = fault.drift
      else diskFaults.add(fault.fault)
    }
    host.slowdown = slowdown
    if (diskFaults.size > 0) host.trackDurability()
    for (const kind of host.disk.faults) if (!diskFaults.has(kind)) host.disk.faults.delete(kind)
    for (const kind of diskFaults) host.disk.faults.add(kind)
    if (drift === (host.clock?.drift ?? 0)) return
    clockOf(host).setDrift(drift, target.now)
    target.rearm(host)
  }
}

type LingeringFault = Extract<Fault, { type: 'slow' | 'clockDrift' | 'disk' }>

function clockOf(host: Host): NodeClock {
  host.clock ??= new NodeClock({})
  return host.clock
}
