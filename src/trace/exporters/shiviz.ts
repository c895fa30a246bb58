import type { TraceEvent } from '../journal.ts'
import { describeEvent } from '../transcript.ts'
import { placeOf } from './place.ts'

/** The regular expression with which ShiViz reads our logs: what it takes by default. */
export const shivizParser = '(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})'

/**
 * A trace as a log for ShiViz (bestchai.bitbucket.io/shiviz): the parser, an empty delimiter of executions, and two
 * lines for each event, with its vector clock (Mattern 1989). Give it the events from the first on.
 */
export function* shivizLog(events: Iterable<TraceEvent>): Generator<string> {
  yield shivizParser
  yield ''
  const clocks: ReadonlyMap<string, number>[] = []
  const latest = new Map<string, ReadonlyMap<string, number>>()
  for (const event of events) {
    const place = placeOf(event)
    const clock = new Map(latest.get(place))
    for (const [other, ticks] of (event.cause === null ? undefined : clocks[event.cause]) ?? [])
      clock.set(other, Math.max(ticks, clock.get(other) ?? 0))
    clock.set(place, (clock.get(place) ?? 0) + 1)
    latest.set(place, clock)
    clocks[event.index] = clock
    yield describeEvent(event).replace(/\s+/g, ' ')
    yield `${place} ${JSON.stringify(Object.fromEntries(clock))}`
  }
}
