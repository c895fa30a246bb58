import type { History } from '../history.ts'
import { jepsenEvents } from './jepsen-events.ts'

/** A history as Jepsen's operations in JSON, an event per line, for other checkers to read; `client` keeps the name. */
export function* jsonLinesOf(history: History): Generator<string> {
  for (const event of jepsenEvents(history)) yield JSON.stringify(event)
}
