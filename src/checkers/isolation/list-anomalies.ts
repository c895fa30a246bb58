import type { Findings } from './findings.ts'
import type { ListRead, ListVersions } from './list-versions.ts'
import { findLostUpdates } from './lost-update.ts'
import { identity, READ, type Transactions } from './transaction.ts'
import { transactionInWords, word } from './words.ts'
import { NOBODY, type WriteRegistry } from './write-registry.ts'

/** Finds the anomalies of lists that are no cycles. */
export function findListAnomalies(
  transactions: Transactions,
  registry: WriteRegistry,
  versions: ListVersions,
  findings: Findings,
): void {
  findReadsOfOthersWrites(transactions, registry, versions, findings)
  findIncompatibleOrders(transactions, versions, findings)
  findDirtyUpdates(transactions, registry, versions, findings)
  findInternal(transactions, findings)
  const version = ({ prefix, list }: ListRead) => (prefix ? `${list.length}` : String(identity(list)))
  findLostUpdates(transactions, 'append', findings, versions.reads.map(version))
}

/** Aborted reads (G1a), intermediate reads (G1b), garbage and repeated elements. */
function findReadsOfOthersWrites(
  transactions: Transactions,
  registry: WriteRegistry,
  { reads, orders, place }: ListVersions,
  findings: Findings,
): void {
  const { keys } = transactions
  const told = (transaction: number) => transactionInWords(transactions, transaction)
  const isAborted = (element: number) =>
    registry.writer(element) === NOBODY && registry.failedWriter(element) !== NOBODY
  const isGarbage = (element: number) =>
    registry.writer(element) === NOBODY && registry.failedWriter(element) === NOBODY

  const readEmpty = new Set(reads.filter(({ list }) => list.length === 0).map(({ key }) => key))
  // What nobody appended may have been there from the start, if no read says that nothing was.
  const original = orders.map(({ elements }, key) => {
    const first = elements.findIndex((element) => !isGarbage(element))
    return readEmpty.has(key) ? 0 : first === -1 ? elements.length : first
  })
  const firstAborted = orders.map(({ elements }) => elements.findIndex(isAborted))
  const repeats = orders.map(
    ({ longest, elements }) => (longest?.list.length ?? elements.length) > elements.length,
  )
  const firstGarbage = orders.map(({ elements }, key) =>
    elements.findIndex((element, i) => i >= original[key]! && isGarbage(element)),
  )
  const reportedGarbage = new Set<number>()

  for (const read of reads) {
    const { transaction, key, list, prefix } = read
    const order = orders[key]!
    // Of a list that begins the longest one, the order knows all there is to know.
    const known = prefix && !repeats[key]!
    const name = word(keys[key])

    let aborted: number | undefined
    if (!known)
      aborted = list.map((each) => registry.find(key, each)).find((e) => e !== undefined && isAborted(e))
    else if (firstAborted[key] !== -1 && firstAborted[key]! < list.length)
      aborted = order.elements[firstAborted[key]!]
    if (aborted !== undefined) {
      const writer = registry.failedWriter(aborted)
      const element = word(registry.values[aborted])
      findings.add('G1a', () => ({
        transactions: [transaction, writer],
        explanation: `G1a: a transaction read what a failed one wrote.\nT1 is ${told(transaction)}.\nT2 is ${told(writer)}.\nT1 read ${name} = ${word(list)}, in which ${element} was appended by T2, which failed.`,
      }))
    }

    const last = list.length === 0 ? undefined : registry.find(key, list.at(-1))
    if (last !== undefined && registry.isIntermediate(last) && registry.writer(last) !== transaction) {
      const writer = registry.writer(last)
      findings.add('G1b', () => ({
        transactions: [transaction, writer],
        explanation: `G1b: a transaction read what another wrote before it was done.\nT1 is ${told(transaction)}.\nT2 is ${told(writer)}.\nT1 read ${name} = ${word(list)}, which ends with T2's append of ${word(list.at(-1))}; T2 appended more to ${name} thereafter.`,
      }))
    }

    let garbage = firstGarbage[key]!
    if (known) garbage = garbage < list.length ? garbage : -1
    else {
      garbage = list.findIndex((each) => {
        const element = registry.find(key, each)
        return element === undefined || (isGarbage(element) && place(element) >= original[key]!)
      })
    }
    if (garbage !== -1 && !reportedGarbage.has(key)) {
      reportedGarbage.add(key)
      findings.add('garbage-read', () => ({
        transactions: [transaction],
        explanation: `garbage-read: a transaction read what nobody wrote.\nT1 is ${told(transaction)}.\nNo transaction appended ${word(list[garbage])} to ${name}.`,
      }))
    }

    if (!known && new Set(list.map(identity)).size < list.length) {
      findings.add('duplicate-elements', () => {
        const repeated = list.find((each, i) => list.findIndex((e) => identity(e) === identity(each)) < i)
        return {
          transactions: [transaction],
          explanation: `duplicate-elements: a transaction read one append more than once.\nT1 is ${told(transaction)}.\nIt read ${name} = ${word(list)}, but ${word(repeated)} was appended only once.`,
        }
      })
    }
  }
}

/** Reads that no one order of appends explains; one example per key. */
function findIncompatibleOrders(
  transactions: Transactions,
  versions: ListVersions,
  findings: Findings,
): void {
  const reported = new Set<number>()
  for (const { transaction, key, list, prefix } of versions.reads) {
    if (prefix || reported.has(key)) continue
    reported.add(key)
    const longest = versions.orders[key]!.longest!
    findings.add('incompatible-order', () => ({
      transactions: [transaction, longest.transaction],
      explanation: `incompatible-order: two reads of one list of which neither begins the other.\nT1 is ${transactionInWords(transactions, transaction)}.\nT2 is ${transactionInWords(transactions, longest.transaction)}.\nNo order of appends to ${word(transactions.keys[key])} shows both ${word(list)} and ${word(longest.list)}.`,
    }))
  }
}

/** Committed appends to a list that a failed one had left behind (Elle §4.2.1). */
function findDirtyUpdates(
  transactions: Transactions,
  registry: WriteRegistry,
  versions: ListVersions,
  findings: Findings,
): void {
  for (const [key, { elements }] of versions.orders.entries()) {
    let aborted: number | null = null
    for (const element of elements) {
      const writer = registry.writer(element)
      const failed = registry.failedWriter(element)
      if (writer === NOBODY) {
        if (failed !== NOBODY) aborted ??= element
        continue
      }
      if (transactions.operations[writer]!.outcome !== 'ok' || aborted === null) continue
      const [first, from] = [aborted, registry.failedWriter(aborted)]
      aborted = null
      findings.add('dirty-update', () => ({
        transactions: [from, writer],
        explanation: `dirty-update: a committed transaction built on what a failed one left.\nT1 is ${transactionInWords(transactions, from)}.\nT2 is ${transactionInWords(transactions, writer)}.\nT2 appended ${word(registry.values[element])} to ${word(transactions.keys[key])} after ${word(registry.values[first])}, which T1 had appended and which should have been undone.`,
      }))
    }
  }
}

/**
 * Reads at odds with what the same transaction did before ("internal": axiom INT of Cerone, Bernardi & Gotsman
 * 2015), or that show what it did only later ("future-read").
 */
function findInternal(transactions: Transactions, findings: Findings): void {
  const { operations, start, f, key, value, keys } = transactions
  const told = (transaction: number) => transactionInWords(transactions, transaction)
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome !== 'ok' || start[transaction + 1]! - start[transaction]! < 2) continue
    const base = new Map<number, readonly unknown[]>()
    const appended = new Map<number, unknown[]>()
    const read = new Map<number, Set<unknown>>()
    let internal = false
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      const k = key[row]!
      if (f[row] !== READ) {
        if (read.get(k)?.has(identity(value[row]))) {
          findings.add('future-read', () => ({
            transactions: [transaction],
            explanation: `future-read: a transaction read what it wrote only later.\nT1 is ${told(transaction)}.\nIt read ${word(value[row])} in ${word(keys[k])} before it appended it.`,
          }))
        }
        const own = appended.get(k)
        if (own === undefined) appended.set(k, [value[row]])
        else own.push(value[row])
        continue
      }
      const list = (value[row] as readonly unknown[] | null) ?? []
      const own = appended.get(k) ?? []
      const before = base.get(k)
      const expected = before === undefined ? own : [...before, ...own]
      const tail = before === undefined ? list.slice(Math.max(0, list.length - own.length)) : list
      if (!internal && !sameList(expected, tail)) {
        internal = true
        const wanted = before === undefined ? `a list that ends with ${word(own)}` : word(expected)
        findings.add('internal', () => ({
          transactions: [transaction],
          explanation: `internal: a transaction read something at odds with what it did before.\nT1 is ${told(transaction)}.\nBy its own reads and appends ${word(keys[k])} was ${wanted}, but it read ${word(list)}.`,
        }))
      }
      base.set(k, list)
      appended.delete(k)
      // Only a transaction that appends to the key further on can have read its own future.
      if (appendsLater(transactions, row, start[transaction + 1]!)) read.set(k, new Set(list.map(identity)))
    }
  }
}

function appendsLater({ f, key }: Transactions, row: number, end: number): boolean {
  for (let later = row + 1; later < end; later++)
    if (key[later] === key[row] && f[later] !== READ) return true
  return false
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i] || identity(each) === identity(b[i]))
}
