import type { TraceEvent } from '../journal.ts'

/** A trace as JSON Lines (jsonlines.org): an object a line, with the fields of `TraceEvent` and times in µs. */
export function* traceJsonLines(events: Iterable<TraceEvent>): Generator<string> {
  for (const { index, at, kind, node, peer, cause, detail } of events)
    yield JSON.stringify({ index, at, kind, node, peer, cause, detail: detail ?? null })
}
