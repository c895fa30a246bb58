import { mapped } from '../kernel/mapped.ts'
import type { Network } from '../network/network.ts'
import type { AnyMessage } from '../node/context.ts'
import type { EventList } from './event-list.ts'
import { slotKinds } from './event-slots.ts'
import type { MessageType } from './message-types.ts'
import type { RunRecord } from './run-record.ts'
import type { LossReason } from './statistics.ts'

/** What happens to messages between the moment they are sent and the one they are delivered. */
export class InFlight {
  /** Messages that have come to the end of a clogged link, in order. */
  private held: { readonly slot: number; readonly from: number; readonly to: number }[] = []
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly network: Network
  private readonly width: number

  constructor(list: EventList, record: RunRecord, network: Network, nodes: number) {
    this.list = list
    this.record = record
    this.network = network
    this.width = nodes
  }

  /** A message that is due; true when its link is clogged and holds it. */
  holds(slot: number): boolean {
    const { slots } = this.list
    const from = slots.peer(slot)
    const to = slots.node(slot)
    if (!this.network.isClogged(from, to)) return false
    this.held.push({ slot, from, to })
    this.record.held(from, to, slots.payload(slot), slots.cause(slot))
    return true
  }

  lose(slot: number, reason: LossReason): void {
    this.lost(slot, reason, this.list.slots.cause(slot))
    this.list.slots.release(slot)
  }

  /** Loses the messages on links that are now cut. */
  cut(): void {
    if (!this.network.cutsInFlight) return
    const { queue, slots } = this.list
    const isCut = (slot: number) =>
      this.isMessage(slot) && this.network.isBlocked(slots.peer(slot), slots.node(slot))
    for (const { slot } of queue.pending())
      if (isCut(slot)) {
        this.lost(slot, 'cut in flight', this.record.current)
        // Its entry stays in the queue, and means nothing any more.
        slots.become(slot, slotKinds.cut)
      }
    this.held = this.held.filter(({ slot }) => {
      if (!isCut(slot)) return true
      this.lose(slot, 'cut in flight')
      return false
    })
  }

  /** Lets go of the messages held on links that are clogged no more. */
  release(): void {
    const free = this.held.filter(({ from, to }) => !this.network.isClogged(from, to))
    this.held = this.held.filter(({ from, to }) => this.network.isClogged(from, to))
    if (free.length === 0) return
    // What arrives on these links at this very instant was sent later: it goes to the end of the queue as well.
    const { queue, slots, now } = this.list
    const links = new Set(free.map(({ from, to }) => from * this.width + to))
    const behind = queue
      .pending()
      .filter(
        ({ time, slot }) =>
          time === now && this.isMessage(slot) && links.has(slots.peer(slot) * this.width + slots.node(slot)),
      )
    for (const { slot } of free) queue.push(now, slot)
    for (const { slot } of behind) queue.push(now, slots.move(slot, slotKinds.cut))
  }

  /** The type of each message that has left its sender and has neither been delivered nor lost. */
  types(): MessageType[] {
    const { slots } = this.list
    return mapped(
      slots.taken().filter((slot) => this.isMessage(slot)),
      (slot) => this.typeOf(slot),
    )
  }

  private lost(slot: number, reason: LossReason, cause: number): void {
    const { slots } = this.list
    const message = slots.payload(slot) as AnyMessage
    this.record.lost(this.typeOf(slot), reason, slots.peer(slot), slots.node(slot), message, cause)
  }

  private isMessage(slot: number): boolean {
    const kind = this.list.slots.kind(slot)
    return kind === slotKinds.deliver || kind === slotKinds.corrupted
  }

  private typeOf(slot: number): MessageType {
    return this.record.types.all[this.list.slots.type(slot)]!
  }
}
