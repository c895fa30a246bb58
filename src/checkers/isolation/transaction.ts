import { UsageError } from '../../kernel/errors.ts'
import type { History, Operation } from '../history.ts'

/** A key or a value of a transaction: any JSON value; two of them are the same if their JSON is. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Appends `value` to the list at `key`, or reads that list: `null` when invoked, the list when returned. */
export type ListAppend =
  | readonly [f: 'append', key: Json, value: Json]
  | readonly [f: 'r', key: Json, list: readonly Json[] | null]

/** Writes `value` to the register at `key`, or reads that register: `null` when invoked (or never written). */
export type ReadWrite = readonly [f: 'w', key: Json, value: Json] | readonly [f: 'r', key: Json, value: Json]

/**
 * The `input` of an operation that is a transaction, as Jepsen has it. Its `output` is the same list of
 * micro-operations with the reads filled in. A transaction whose reads would be unknown (indeterminate, or
 * failed) has no output, and counts by its writes alone.
 */
export interface Transaction<MicroOperation = ListAppend | ReadWrite> {
  readonly f: 'txn'
  readonly value: readonly MicroOperation[]
}

/** What `Map` tells values apart by: a primitive is itself, a structure its JSON with sorted names. */
export type Identity = string | number | boolean | null

/** The identity of a key or value. */
export function identity(value: unknown): Identity {
  if (typeof value === 'string') return value.startsWith('\0') ? `\0"${value}` : value
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  return `\0${canonicalJson(value)}`
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    const names = Object.keys(part).sort()
    return Object.fromEntries(names.map((name) => [name, (part as Record<string, unknown>)[name]]))
  })
}

/** Whether a micro-operation reads or writes. */
export const READ = 0
export const WRITE = 1

/** The transactions of a history with their keys numbered, in columns: one row per micro-operation. */
export interface Transactions {
  readonly operations: History
  /** First micro-operation of each transaction, and one past the last of all. */
  readonly start: Int32Array
  /** `READ` or `WRITE`. */
  readonly f: Uint8Array
  /** The number of the key. */
  readonly key: Int32Array
  /** What was written, or read (`null` where the read is unknown). */
  readonly value: readonly unknown[]
  /** The keys by their numbers. */
  readonly keys: readonly unknown[]
}

/** Which micro-operation writes in a kind of transaction. */
export type WriteName = 'append' | 'w'

/**
 * Takes a history apart. Failed transactions are kept, as others may have read what they wrote.
 * @throws UsageError naming the first operation that is no transaction of reads and `write`s, or out of order.
 */
export function takeApart(history: History, write: WriteName): Transactions {
  const start = new Int32Array(history.length + 1)
  const lists = history.map((operation, index) => microOperations(operation, index, write))
  let count = 0
  for (const [index, list] of lists.entries()) {
    start[index] = count
    count += list.length
    if (index > 0 && history[index]!.invoked <= history[index - 1]!.invoked) {
      throw new UsageError(
        `Expected the operations in the order of their invocations, got operation ${index} at position ${history[index]!.invoked} after operation ${index - 1} at position ${history[index - 1]!.invoked}; sort them by \`invoked\`.`,
      )
    }
  }
  start[history.length] = count

  const f = new Uint8Array(count)
  const key = new Int32Array(count)
  const value: unknown[] = new Array(count)
  const keys: unknown[] = []
  const numbers = new Map<Identity, number>()
  let row = 0
  for (const [index, list] of lists.entries()) {
    const known = history[index]!.outcome === 'ok'
    for (const micro of list) {
      const id = identity(micro[1])
      let number = numbers.get(id)
      if (number === undefined) {
        number = keys.length
        numbers.set(id, number)
        keys.push(micro[1])
      }
      f[row] = micro[0] === write ? WRITE : READ
      key[row] = number
      value[row] = micro[0] === write || known ? (micro[2] ?? null) : null
      row++
    }
  }
  return { operations: history, start, f, key, value, keys }
}

function microOperations(
  operation: Operation,
  index: number,
  write: WriteName,
): readonly (readonly unknown[])[] {
  const { input, output, outcome, process } = operation
  const where = `operation ${index} (process ${process})`
  const transaction = input as Partial<Transaction> | null | undefined
  if (typeof transaction !== 'object' || transaction === null || transaction.f !== 'txn') {
    throw new UsageError(
      `Expected ${where} to be a transaction, { f: 'txn', value: [['${write}', key, value], ['r', key, null]] }, got ${shown(input)}.`,
    )
  }
  if (outcome === 'ok' && output === undefined) {
    throw new UsageError(
      `Expected ${where} to have as output its micro-operations with the reads filled in, got nothing; if its return was never seen, make it indeterminate.`,
    )
  }
  const list: unknown = outcome === 'ok' ? output : transaction.value
  if (!Array.isArray(list)) {
    throw new UsageError(`Expected ${where} to hold a list of micro-operations, got ${shown(list)}.`)
  }
  for (const micro of list as unknown[]) {
    if (!Array.isArray(micro) || micro.length < 2 || (micro[0] !== 'r' && micro[0] !== write)) {
      throw new UsageError(
        `Expected every micro-operation of ${where} to be ['r', key, value] or ['${write}', key, value], got ${shown(micro)}.`,
      )
    }
    if (write === 'append' && micro[0] === 'r' && !Array.isArray(micro[2] ?? [])) {
      throw new UsageError(`Expected ${where} to read a list or null, got ${shown(micro)}.`)
    }
  }
  return list as (readonly unknown[])[]
}

/** A value as a person writes it, shortened. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return text.length > 120 ? `${text.slice(0, 117)}…` : text
}
