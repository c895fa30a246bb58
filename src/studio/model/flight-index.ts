import type { Micros } from '../../kernel/time.ts'
import type { Flight } from './messages.ts'

const blockLength = 256

/** Finds the messages that are on their way in a stretch of time, without looking at all others. */
export class FlightIndex {
  private readonly flights: readonly Flight[]
  /** For each block of flights, when the last of it ends, µs. */
  private readonly ends: Float64Array

  /** @param flights in the order of sending */
  constructor(flights: readonly Flight[]) {
    this.flights = flights
    this.ends = new Float64Array(Math.ceil(flights.length / blockLength))
    for (const [place, { endedAt }] of flights.entries()) {
      const block = Math.floor(place / blockLength)
      this.ends[block] = Math.max(this.ends[block]!, endedAt)
    }
  }

  /** All that are sent by `to` and end at `from` or later, in the order of sending. */
  between(from: Micros, to: Micros): Flight[] {
    const found: Flight[] = []
    for (const [block, end] of this.ends.entries()) {
      if (end < from) continue
      const first = block * blockLength
      if (this.flights[first]!.sentAt > to) break
      for (const flight of this.flights.slice(first, first + blockLength))
        if (flight.sentAt <= to && flight.endedAt >= from) found.push(flight)
    }
    return found
  }

  /** All that are on their way at a time. */
  at(time: Micros): Flight[] {
    return this.between(time, time).filter(({ endedAt }) => endedAt > time)
  }
}
