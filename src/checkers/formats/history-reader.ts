import { UsageError } from '../../kernel/errors.ts'
import type { History } from '../history.ts'
import { EdnReader } from './edn.ts'
import { badLine, type FormReader } from './form.ts'
import { JepsenLogReader } from './jepsen-log.ts'
import { JsonReader } from './json.ts'
import { OperationPairing, type ReadOperation } from './operation-pairing.ts'

/** `json` is an array of operations as well as one per line (NDJSON); `log` is Jepsen's, a line per operation. */
export type HistoryFormat = 'edn' | 'json' | 'log'

export interface HistoryReaderOptions {
  /** The format; by default what the text looks like. */
  readonly format?: HistoryFormat
  /**
   * Whether values are `[key, value]`, as in Jepsen's tests of independent keys, or just values. By default they
   * are taken for pairs if every invocation has one and a read is invoked with `[key, null]`.
   */
  readonly keys?: 'independent' | 'single'
}

/** What a text looks like by its beginning; `null` if more of it is needed. */
export function formatOf(beginning: string): HistoryFormat | null {
  const text = beginning.replace(/^[\s,\uFEFF]+/, '')
  if (text === '') return null
  if (/^[(;#]/.test(text)) return 'edn'
  if (!/^[[{]/.test(text)) return 'log'
  let inside = text
  for (const bracket of ['[', '{']) {
    if (inside.startsWith(bracket)) inside = inside.slice(1).replace(/^[\s,]+/, '')
  }
  if (inside === '') return null
  if (/^["}\]]/.test(inside)) return 'json'
  return /^[:;#{]/.test(inside) ? 'edn' : 'log'
}

/**
 * Reads a history that another tool recorded, piece by piece: each invocation is paired with its return, those
 * without are indeterminate, and what the nemesis did is left out. Every error is a sentence that begins with the
 * line, for its reader to put the name of the file before it.
 *
 * @example
 *   const reader = new HistoryReader()
 *   for (const chunk of chunks) reader.push(chunk)
 *   const history = reader.finish()
 */
export class HistoryReader {
  readonly #pairing: OperationPairing
  #reader: FormReader | null
  #beginning = ''

  constructor(options: HistoryReaderOptions = {}) {
    this.#pairing = new OperationPairing(options.keys)
    this.#reader = options.format === undefined ? null : readerOf(options.format)
  }

  /** Takes the next piece of the text, which may end anywhere. @throws UsageError naming the line. */
  push(text: string): void {
    if (this.#reader !== null) {
      this.#take(this.#reader, text)
      return
    }
    this.#beginning += text
    const format = formatOf(this.#beginning)
    if (format === null) return
    this.#reader = readerOf(format)
    this.#take(this.#reader, this.#beginning)
    this.#beginning = ''
  }

  /** The history, once the whole text was pushed. @throws UsageError naming the line. */
  finish(): History<ReadOperation, unknown> {
    if (this.#reader === null) {
      throw this.#beginning.trim() === ''
        ? new UsageError('Expected a history, got an empty text.')
        : badLine(1, `expected a history as EDN, JSON or log lines, got "${this.#beginning.trim()}".`)
    }
    for (const { value, line } of this.#reader.finish()) this.#pairing.add(value, line)
    return this.#pairing.finish()
  }

  #take(reader: FormReader, text: string): void {
    for (const { value, line } of reader.push(text)) this.#pairing.add(value, line)
  }
}

function readerOf(format: HistoryFormat): FormReader {
  switch (format) {
    case 'edn':
      return new EdnReader()
    case 'json':
      return new JsonReader()
    case 'log':
      return new JepsenLogReader()
    default:
      throw new UsageError(`Expected the format "edn", "json" or "log", got "${format satisfies never}".`)
  }
}

/** Reads a history from its whole text. @throws UsageError naming the line. */
export function readHistory(
  text: string,
  options: HistoryReaderOptions = {},
): History<ReadOperation, unknown> {
  const reader = new HistoryReader(options)
  reader.push(text)
  return reader.finish()
}
