import type { History } from '../history.ts'
import { jepsenEvents } from './jepsen-events.ts'

/** A history in EDN as Jepsen's `history.edn` has it, an event per line; `:client` keeps the name. */
export function* ednLinesOf(history: History): Generator<string> {
  for (const { type, f, ...rest } of jepsenEvents(history)) {
    const fields = Object.entries(rest).map(([name, value]) => `:${name} ${edn(value)}`)
    yield `{:type :${type}, :f ${KEYWORD.test(f) ? `:${f}` : edn(f)}, ${fields.join(', ')}}`
  }
}

/** Those keywords that need no second look at the grammar. */
const KEYWORD = /^[A-Za-z][\w-]*$/

/** A value of JSON in EDN (github.com/edn-format/edn). */
function edn(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(edn).join(' ')}]`
  // An integer that a float cannot hold exactly is one that was rounded: it is written as the float it is.
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    return JSON.stringify(value).replace(/^-?\d+$/, '$&.0')
  if (typeof value !== 'object' || value === null) return value == null ? 'nil' : JSON.stringify(value)
  const entries = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)} ${edn(part)}`)
  return `{${entries.join(', ')}}`
}
