import { UsageError } from '../../kernel/errors.ts'

/** One operation as its file has it, and the line it begins on (from 1). */
export interface Form {
  readonly value: unknown
  readonly line: number
}

/** Turns a text that arrives in pieces into the forms it consists of. */
export interface FormReader {
  /** Takes the next piece, which may end anywhere. @throws UsageError naming the line. */
  push(text: string): readonly Form[]
  /** Says that the text has ended. @throws UsageError naming the line. */
  finish(): readonly Form[]
}

/** Nothing in a history is nested as deep as this; what is would exhaust the stack of whoever walks it. */
export const DEEPEST = 200

/** Nothing in a history is as long as this many characters; a quote or bracket is missing. */
export const LONGEST = 50_000_000

/** What is wrong with a line, as an error to throw. */
export function badLine(line: number, sentence: string): UsageError {
  return new UsageError(`line ${line}: ${sentence}`)
}

/** The beginning of a text, for a message. */
export function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 77)}…` : line
}

const LARGEST = String(Number.MAX_SAFE_INTEGER)

/** An integer as a number; one beyond 2^53, which would lose digits, as its decimal text. */
export function integer(digits: string): number | string {
  if (digits.length < LARGEST.length) return Number(digits)
  const plain = digits.replace(/^\+/, '')
  const size = plain.replace(/^-/, '').replace(/^0+(?=\d)/, '')
  const fits = size.length < LARGEST.length || (size.length === LARGEST.length && size <= LARGEST)
  return fits ? Number(plain) : plain
}
