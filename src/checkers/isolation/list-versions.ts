import { identity, READ, type Transactions, WRITE } from './transaction.ts'
import { NOBODY, type WriteRegistry } from './write-registry.ts'

/** One read of a list by a transaction that returned. */
export interface ListRead {
  readonly transaction: number
  readonly key: number
  readonly list: readonly unknown[]
  /**
   * How many elements of the key's order the list ends with: the version it read, 0 being the empty list.
   * `null` if its last element is not in the order.
   */
  readonly version: number | null
  /** Whether the list is a beginning of the key's longest list, as any two lists of one order are. */
  readonly prefix: boolean
}

/** The order in which the elements of one list were appended, as far as any read shows it. */
export interface ListOrder {
  /** The longest list read, or `null`. */
  readonly longest: ListRead | null
  /** Its elements (numbers of the registry), repetitions left out. */
  readonly elements: readonly number[]
  /** For each version, the last transaction that had appended by then and did not fail; one entry more than elements. */
  readonly writerBefore: readonly number[]
  /** For each version, the next transaction that appended after it and did not fail; one entry more than elements. */
  readonly writerAfter: readonly number[]
  /** Transactions whose appends were never read: they came after all elements, in no known order. */
  readonly unread: readonly number[]
}

/** All reads, and the order of each key. */
export interface ListVersions {
  readonly reads: readonly ListRead[]
  readonly orders: readonly ListOrder[]
  /** The place of an element in the order of its key; -1 if it is not in it. */
  place(element: number): number
}

/**
 * Infers the order of appends to every list from the longest list read (Elle §4.2: lists are traceable). A
 * failed append leaves no version (Adya §3.1), so the orders bridge it.
 */
export function inferListVersions(transactions: Transactions, registry: WriteRegistry): ListVersions {
  const { operations, start, f, key, value, keys } = transactions
  const EMPTY: readonly unknown[] = []
  const rows: number[] = []
  const readers: number[] = []
  const longest = new Int32Array(keys.length).fill(-1)
  const length = (row: number) => (value[row] as readonly unknown[] | null)?.length ?? 0
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome !== 'ok') continue
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] !== READ) continue
      rows.push(row)
      readers.push(transaction)
      const k = key[row]!
      if (length(row) > 0 && (longest[k] === -1 || length(row) > length(longest[k]!))) longest[k] = row
    }
  }

  const appends = appendsPerKey(transactions)
  const elements = keys.map((_, k) => {
    const row = longest[k]!
    if (row !== -1)
      return [...new Set((value[row] as readonly unknown[]).map((each) => registry.number(k, each)))]
    // A single append needs no read: its list was empty, then held that element (Elle's list_append).
    const only = appends[k]!
    return only.length === 1 ? [registry.number(k, value[only[0]!])] : []
  })
  const places = new Int32Array(registry.values.length).fill(-1)
  for (const order of elements) for (const [i, element] of order.entries()) places[element] = i
  const place = (element: number) => places[element] ?? -1

  const reads = rows.map((row, i): ListRead => {
    const k = key[row]!
    const list = (value[row] as readonly unknown[] | null) ?? EMPTY
    const whole = longest[k] === -1 ? EMPTY : (value[longest[k]!] as readonly unknown[])
    const last = list.length === 0 ? undefined : registry.find(k, list.at(-1))
    const at = list.length === 0 ? 0 : last === undefined ? 0 : place(last) + 1
    const version = list.length > 0 && at === 0 ? null : at
    return { transaction: readers[i]!, key: k, list, version, prefix: isPrefix(list, whole) }
  })
  const longestRead: (ListRead | null)[] = keys.map(() => null)
  for (const [i, row] of rows.entries()) if (longest[key[row]!] === row) longestRead[key[row]!] = reads[i]!

  const orders = keys.map((_, k): ListOrder => {
    const order = elements[k]!
    const writerBefore = new Array<number>(order.length + 1).fill(NOBODY)
    const writerAfter = new Array<number>(order.length + 1).fill(NOBODY)
    for (const [i, element] of order.entries()) {
      const writer = registry.writer(element)
      writerBefore[i + 1] = writer === NOBODY ? writerBefore[i]! : writer
    }
    for (let i = order.length - 1; i >= 0; i--) {
      const writer = registry.writer(order[i]!)
      writerAfter[i] = writer === NOBODY ? writerAfter[i + 1]! : writer
    }
    const unread = new Set<number>()
    for (const row of appends[k]!) {
      const element = registry.number(k, value[row])
      if (place(element) === -1) unread.add(registry.writer(element))
    }
    return { longest: longestRead[k]!, elements: order, writerBefore, writerAfter, unread: [...unread] }
  })
  return { reads, orders, place }
}

/** The rows that append to each key in transactions that did not fail. */
function appendsPerKey({ operations, start, f, key, keys }: Transactions): readonly (readonly number[])[] {
  const appends: number[][] = keys.map(() => [])
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome === 'failed') continue
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] === WRITE) appends[key[row]!]!.push(row)
    }
  }
  return appends
}

function isPrefix(list: readonly unknown[], whole: readonly unknown[]): boolean {
  if (list.length > whole.length) return false
  for (let i = 0; i < list.length; i++) {
    if (list[i] !== whole[i] && identity(list[i]) !== identity(whole[i])) return false
  }
  return true
}
