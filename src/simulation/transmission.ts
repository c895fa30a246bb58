import type { Network } from '../network/network.ts'
import type { AnyMessage } from '../node/context.ts'
import { corruptedCopy } from './corruption.ts'
import { type EventList, entryKinds } from './event-list.ts'
import type { MessageType } from './message-types.ts'
import type { Fate, PinnedFates } from './pinned-network.ts'
import type { RunRecord } from './run-record.ts'

/** Decides what becomes of each message that leaves its sender, and schedules its arrivals. */
export class Transmission {
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly network: Network
  private readonly pinned: PinnedFates | null
  /** Pinned fates take the place of what the links would have drawn; else messages come and go as before. */
  private readonly linksDraw: boolean
  /** Whether the fates of messages are decided already, or written down. */
  private readonly areFatesKept: boolean

  /**
   * @param pinned the fates that are decided already
   * @param linksDraw whether the links of messages whose fate is pinned draw one all the same
   */
  constructor(
    list: EventList,
    record: RunRecord,
    network: Network,
    pinned: PinnedFates | null,
    linksDraw: boolean,
  ) {
    this.list = list
    this.record = record
    this.network = network
    this.pinned = pinned
    this.linksDraw = linksDraw
    this.areFatesKept = pinned !== null || record.sent !== null
  }

  /** Sends a message on its way. */
  transmit(from: number, to: number, type: MessageType, message: AnyMessage, call: number): void {
    const latency = this.areFatesKept === true ? -1 : this.network.plainLatency(from, to)
    if (latency < 0) this.transmitSpecially(type, from, to, message, call)
    else this.schedule(this.list.now + latency, entryKinds.deliver, type, from, to, message, call)
  }

  private transmitSpecially(
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): void {
    const { pinned, network } = this
    if (!this.areFatesKept) this.transmitWith(network.drawn, type, from, to, message, call)
    else if (pinned === null || !this.transmitsPinned(pinned, type, from, to, message, call))
      this.transmitWith(network.draw(from, to), type, from, to, message, call)
  }

  /** The same for a message that more befalls than its latency, or that is written down. */
  private transmitWith(
    draw: number,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): void {
    const { record, network } = this
    const { now } = this.list
    const isBlocked = network.isBlocked(from, to)
    const behaviour = network.behaviour(from, to)
    if (isBlocked || behaviour.loses(draw)) {
      record.transmitted(from, to, message, [])
      record.lost(type, isBlocked ? 'partition' : 'loss', from, to, message)
      return
    }
    let kind: number = entryKinds.deliver
    let sent = message
    if (behaviour.corrupts(draw)) {
      record.counters.corruptions++
      if (behaviour.corruptionIsSilent) sent = corruptedCopy(message, draw)
      else kind = entryKinds.corrupted
    }
    const link = network.link(from, to)
    const arrival = link.arrival(behaviour, now, draw, message)
    this.schedule(arrival, kind, type, from, to, sent, call)
    const arrivals = [arrival - now]
    if (behaviour.duplicates(draw)) {
      record.duplicated(type, from, to, message)
      const second = link.secondArrival(behaviour, now, draw, message)
      this.schedule(second, entryKinds.deliver, type, from, to, message, call)
      arrivals.push(second - now)
    }
    const damage = kind === entryKinds.corrupted ? 'detected' : sent === message ? undefined : draw >>> 0
    record.transmitted(from, to, message, arrivals, damage)
  }

  /** Transmits a message whose fate the plan says; false when it leaves it to chance. */
  private transmitsPinned(
    pinned: PinnedFates,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): boolean {
    const fate = pinned.next(from, to)
    if (fate === null) return false
    if (this.linksDraw) this.drawInVain(from, to, message)
    this.transmitPinned(fate, type, from, to, message, call)
    return true
  }

  /** Lets a link go through what it would have done, so that later messages find it as they would have. */
  private drawInVain(from: number, to: number, message: AnyMessage): void {
    const { network } = this
    const { now } = this.list
    const draw = network.draw(from, to)
    const behaviour = network.behaviour(from, to)
    if (network.isBlocked(from, to) || behaviour.loses(draw)) return
    const link = network.link(from, to)
    link.arrival(behaviour, now, draw, message)
    if (behaviour.duplicates(draw)) link.secondArrival(behaviour, now, draw, message)
  }

  /** A message whose fate the plan says; partitions and clogs are as ever. */
  private transmitPinned(
    { arrivals, damage }: Fate,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): void {
    const { record } = this
    const isBlocked = this.network.isBlocked(from, to)
    record.transmitted(from, to, message, isBlocked ? [] : arrivals, damage)
    if (isBlocked || arrivals.length === 0) {
      record.lost(type, isBlocked ? 'partition' : 'loss', from, to, message)
      return
    }
    for (const [copy, after] of arrivals.entries()) {
      if (copy > 0) record.duplicated(type, from, to, message)
      const damaged = copy === 0 && damage !== undefined
      if (damaged) record.counters.corruptions++
      const kind = damaged && damage === 'detected' ? entryKinds.corrupted : entryKinds.deliver
      const sent = damaged && damage !== 'detected' ? corruptedCopy(message, damage) : message
      this.schedule(this.list.now + after, kind, type, from, to, sent, call)
    }
  }

  private schedule(
    arrival: number,
    kind: number,
    type: MessageType,
    from: number,
    to: number,
    message: AnyMessage,
    call: number,
  ): void {
    this.list.add(arrival, kind, to, from, call, this.record.current, message, type.number)
  }
}
