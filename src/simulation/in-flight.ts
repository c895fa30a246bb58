import type { Network } from '../network/network.ts'
import type { AnyMessage } from '../node/context.ts'
import { type EventList, entryKinds } from './event-list.ts'
import type { MessageType } from './message-types.ts'
import type { RunRecord } from './run-record.ts'
import type { LossReason } from './statistics.ts'

/** What happens to messages between the moment they are sent and the one they are delivered. */
export class InFlight {
  /** Messages that have come to the end of a clogged link, in order. */
  private held: { readonly entry: number; readonly from: number; readonly to: number }[] = []
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
  holds(entry: number): boolean {
    const { list } = this
    const from = list.peer(entry)
    const to = list.node(entry)
    if (!this.network.isClogged(from, to)) return false
    this.held.push({ entry, from, to })
    this.record.held(from, to, list.payload(entry), list.cause(entry))
    return true
  }

  lose(entry: number, reason: LossReason): void {
    this.lost(entry, reason, this.list.cause(entry))
    this.list.release(entry)
  }

  /** Loses the messages on links that are now cut. */
  cut(): void {
    if (!this.network.cutsInFlight) return
    const { list } = this
    const isCut = (entry: number) =>
      this.isMessage(entry) && this.network.isBlocked(list.peer(entry), list.node(entry))
    // Most often there are none, and the order of the rest need not be found.
    if (!list.taken().some(isCut)) return
    for (const { entry } of list.pending())
      if (isCut(entry)) {
        this.lost(entry, 'cut in flight', this.record.current)
        list.cut(entry)
      }
    this.held = this.held.filter(({ entry }) => {
      if (!isCut(entry)) return true
      this.lose(entry, 'cut in flight')
      return false
    })
  }

  /** Lets go of the messages held on links that are clogged no more. */
  release(): void {
    const free = this.held.filter(({ from, to }) => !this.network.isClogged(from, to))
    this.held = this.held.filter(({ from, to }) => this.network.isClogged(from, to))
    if (free.length === 0) return
    // What arrives on these links at this very instant was sent later: it comes behind them.
    const { list } = this
    const links = new Set(free.map(({ from, to }) => from * this.width + to))
    const behind = list
      .pending()
      .filter(
        ({ time, entry }) =>
          time === list.now &&
          this.isMessage(entry) &&
          links.has(list.peer(entry) * this.width + list.node(entry)),
      )
    for (const { entry } of free) list.putBack(entry)
    for (const { entry } of behind) list.moveBack(entry)
  }

  /** The type of each message that has left its sender and has neither been delivered nor lost. */
  types(): MessageType[] {
    const types: MessageType[] = []
    for (const entry of this.list.taken()) if (this.isMessage(entry)) types.push(this.typeOf(entry))
    return types
  }

  private lost(entry: number, reason: LossReason, cause: number): void {
    const { list } = this
    const message = list.payload(entry) as AnyMessage
    this.record.lost(this.typeOf(entry), reason, list.peer(entry), list.node(entry), message, cause)
  }

  private isMessage(entry: number): boolean {
    const kind = this.list.kind(entry)
    return kind === entryKinds.deliver || kind === entryKinds.corrupted
  }

  private typeOf(entry: number): MessageType {
    return this.record.types.all[this.list.type(entry)]!
  }
}
