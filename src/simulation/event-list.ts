import { EventQueue } from '../kernel/event-queue.ts'
import type { Micros } from '../kernel/time.ts'
import { EventSlots } from './event-slots.ts'

/** The event list of a run: the true time it has come to, and what is to happen when. */
export class EventList {
  /** The true time, µs. */
  now: Micros = 0
  /** When each slot's event is due. */
  readonly queue = new EventQueue()
  /** What each event is. */
  readonly slots = new EventSlots()

  /** Schedules an event that is no message. */
  schedule(at: Micros, kind: number, node: number, payload: unknown, word = 0, cause = -1): void {
    this.queue.push(at, this.slots.add(kind, node, -1, word, cause, payload))
  }
}
