import type { TraceEvent } from '../journal.ts'
import { describeEvent } from '../transcript.ts'
import { placeOf, world } from './place.ts'

/** The regular expression with which ShiViz reads our logs: what it takes by default. */
export const shivizParser = '(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})'

/**
 * A trace as a log for ShiViz (bestchai.bitbucket.io/shiviz): the parser, an empty delimiter of executions, and two
 * lines for each event, with its vector clock (Mattern 1989). Give it the events from the first on.
 */
export function* shivizLog(events: Iterable<TraceEvent>, nodes: readonly string[]): Generator<string> {
  yield shivizParser
  yield ''
  const places = [world, ...nodes]
  const latest = places.map(() => new Int32Array(places.length))
  // The clocks of all events, one after the other: a cause may lie far back.
  let clocks = new Int32Array(1024 * places.length)
  for (const event of events) {
    const { index, cause } = event
    const place = places.indexOf(placeOf(event))
    const clock = latest[place]!
    const begin = (cause ?? 0) * places.length
    for (let other = 0; cause !== null && other < places.length; other++)
      clock[other] = Math.max(clock[other]!, clocks[begin + other]!)
    clock[place]!++
    if ((index + 1) * places.length > clocks.length) {
      const larger = new Int32Array(clocks.length * 2)
      larger.set(clocks)
      clocks = larger
    }
    clocks.set(clock, index * places.length)
    const ticks = places.flatMap((name, other) =>
      clock[other]! > 0 ? [`${JSON.stringify(name)}:${clock[other]}`] : [],
    )
    yield describeEvent(event).replace(/\s+/g, ' ')
    yield `${places[place]} {${ticks.join(',')}}`
  }
}
