import { parseEdn } from './edn.ts'
import { badLine, type Form, type FormReader, LONGEST } from './form.ts'

/** Process, type, function and value, separated by tabs or spaces, behind whatever a logger puts before them. */
const OPERATION = /(?:^|\s)(-?\d+|:[\w.-]+|nil)\s+:(invoke|ok|fail|info)\s+:?(\S+)(?:\s+(.*))?$/

/**
 * Reads the lines that Jepsen writes to `history.txt` and to its log, `0 :invoke :read nil`. Lines that are
 * nothing of the kind are other messages, and skipped. What follows a value is an error message, and skipped.
 */
export class JepsenLogReader implements FormReader {
  #rest = ''
  #line = 0
  #operations = 0

  push(text: string): readonly Form[] {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop()!
    if (this.#rest.length > LONGEST) throw badLine(this.#line + 1, 'expected the line to end.')
    return lines.flatMap((line) => this.#read(line))
  }

  finish(): readonly Form[] {
    const forms = this.#read(this.#rest)
    this.#rest = ''
    if (this.#operations === 0) {
      throw badLine(
        1,
        'expected operations as EDN, as JSON or as lines like `0 :invoke :write 3`, got none in the whole text.',
      )
    }
    return forms
  }

  #read(line: string): readonly Form[] {
    this.#line++
    const match = OPERATION.exec(line.trimEnd())
    if (match === null) return []
    this.#operations++
    const [, process, type, f, value] = match
    const operation = {
      process,
      type,
      f,
      value: value === undefined ? null : parseEdn(value, this.#line),
    }
    return [{ value: operation, line: this.#line }]
  }
}
