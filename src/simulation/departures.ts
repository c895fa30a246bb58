import type { AnyMessage } from '../node/context.ts'
import type { Host } from '../node/host.ts'
import { type EventList, entryKinds } from './event-list.ts'
import type { MessageType } from './message-types.ts'
import type { RunRecord } from './run-record.ts'
import type { Transmission } from './transmission.ts'

/** A message that leaves when its sender's storage is done. */
interface Departure {
  readonly to: number
  readonly type: MessageType
  readonly message: AnyMessage
  readonly call: number
  /** The journal's entry of the event that sent it. */
  readonly cause: number
}

/** Lets messages leave their senders: not before what the sender wrote is durable, nor while its storage holds it up. */
export class Departures {
  /** What the handler under way has sent, until its writes are durable. */
  private readonly outbox: Departure[] = []
  private readonly list: EventList
  private readonly record: RunRecord
  private readonly transmission: Transmission

  constructor(list: EventList, record: RunRecord, transmission: Transmission) {
    this.list = list
    this.record = record
    this.transmission = transmission
  }

  /** Sends a message when the sender's storage is done. */
  sendLater(from: Host, to: number, type: MessageType, message: AnyMessage, call: number): void {
    const departure: Departure = { to, type, message, call, cause: this.record.current }
    if (from.durable === null) this.depart(from, departure)
    else this.outbox.push(departure)
  }

  /** What the handler wrote is safe: its messages may leave as soon as the sender is ready. */
  releaseOutbox(from: Host): void {
    for (const departure of this.outbox.splice(0)) this.depart(from, departure)
  }

  /** The sender has crashed before its messages could leave. */
  discardOutbox(from: Host): void {
    for (const departure of this.outbox.splice(0)) this.discard(from, departure)
  }

  /** A message that has waited in its sender leaves, if the sender still lives the same life. */
  leave(from: Host, payload: unknown, lived: boolean, cause: number): void {
    const departure = payload as Departure
    this.record.current = cause
    if (!lived) this.discard(from, departure)
    else
      this.transmission.transmit(from.index, departure.to, departure.type, departure.message, departure.call)
  }

  /** The type of each message that waits in its sender. */
  types(): MessageType[] {
    const { list } = this
    const types: MessageType[] = []
    for (const entry of list.taken())
      if (list.kind(entry) === entryKinds.depart) types.push((list.payload(entry) as Departure).type)
    return types
  }

  private depart(from: Host, departure: Departure): void {
    const { to, type, message, call, cause } = departure
    if (from.busyUntil <= this.list.now) this.transmission.transmit(from.index, to, type, message, call)
    else this.list.schedule(from.busyUntil, entryKinds.depart, from.index, departure, from.incarnation, cause)
  }

  private discard(from: Host, { to, type, message, cause }: Departure): void {
    this.record.lost(type, 'crashed before sending', from.index, to, message, cause)
  }
}
