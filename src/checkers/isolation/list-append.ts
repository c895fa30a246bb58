import { assert } from '../../kernel/errors.ts'
import type { History } from '../history.ts'
import { cannotJudge, checkCycles, type IsolationOptions, settings } from './check.ts'
import { DependencyGraphBuilder, RW, WR, WW } from './dependency-graph.ts'
import type { IsolationResult } from './findings.ts'
import { findListAnomalies } from './list-anomalies.ts'
import { inferListVersions, type ListVersions } from './list-versions.ts'
import { type Transactions, takeApart, WRITE } from './transaction.ts'
import { type Reason, word } from './words.ts'
import { NOBODY, registerWrites, type WriteRegistry } from './write-registry.ts'

/**
 * Checks a history of transactions that append to lists and read them (`Transaction<ListAppend>`) for the
 * anomalies of Adya and Elle. Every element may be appended to a key only once.
 * @throws UsageError where an operation is no such transaction.
 */
export function checkListAppend(history: History, options: IsolationOptions = {}): IsolationResult {
  const chosen = settings(options)
  const transactions = takeApart(history, 'append')
  const registry = registerWrites(transactions)
  if (registry.repeated !== null) return cannotJudge(history, chosen, registry.repeated)
  const versions = inferListVersions(transactions, registry)
  findListAnomalies(transactions, registry, versions, chosen.findings)
  const graph = listDependencies(history.length, registry, versions)
  return checkCycles(transactions, graph, listReason(transactions, registry, versions), chosen)
}

/** The dependencies of data between transactions on lists. */
export function listDependencies(
  count: number,
  registry: WriteRegistry,
  { reads, orders }: ListVersions,
): DependencyGraphBuilder {
  const graph = new DependencyGraphBuilder(count)
  for (const { elements, writerBefore, unread } of orders) {
    for (const [i, element] of elements.entries()) {
      const writer = registry.writer(element)
      const before = writerBefore[i]!
      if (writer !== NOBODY && before !== NOBODY && before !== writer) graph.add(before, writer, WW)
    }
    const last = writerBefore[elements.length]!
    if (last !== NOBODY) for (const writer of unread) if (writer !== last) graph.add(last, writer, WW)
  }
  const readersOfLast: Set<number>[] = orders.map(() => new Set())
  for (const read of reads) {
    const { transaction, key, version } = read
    const order = orders[key]!
    const writer = lastWriter(registry, order.writerBefore, read)
    if (writer === transaction) continue
    if (writer !== NOBODY) graph.add(writer, transaction, WR)
    if (version === null) continue
    const overwriter = order.writerAfter[version]!
    if (overwriter === NOBODY) readersOfLast[key]!.add(transaction)
    else if (overwriter !== transaction) graph.add(transaction, overwriter, RW)
  }
  for (const [key, readers] of readersOfLast.entries()) {
    graph.addAllToOthers([...readers], orders[key]!.unread, RW)
  }
  return graph
}

/** Who wrote what a read saw last. */
function lastWriter(
  registry: WriteRegistry,
  writerBefore: readonly number[],
  { key, list, version }: ListVersions['reads'][number],
): number {
  if (version !== null) return writerBefore[version]!
  const element = registry.find(key, list.at(-1))
  return element === undefined ? NOBODY : registry.writer(element)
}

function listReason(transactions: Transactions, registry: WriteRegistry, versions: ListVersions): Reason {
  const { start, f, key, value, keys } = transactions
  const { orders, reads, place } = versions
  const readsOf = (transaction: number) => {
    const first = lowerBound(reads, transaction)
    let last = first
    while (reads[last]?.transaction === transaction) last++
    return reads.slice(first, last)
  }
  function* appendsOf(transaction: number) {
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] === WRITE) yield { key: key[row]!, element: registry.number(key[row]!, value[row]) }
    }
  }
  return (from, to, kind, fromName, toName) => {
    if (kind === WR) {
      for (const read of readsOf(to)) {
        if (lastWriter(registry, orders[read.key]!.writerBefore, read) !== from) continue
        const seen = orders[read.key]!.elements.slice(0, read.version ?? 0).findLast(
          (element) => registry.writer(element) === from,
        )
        const appended = seen === undefined ? read.list.at(-1) : registry.values[seen]
        return `${toName} read ${word(keys[read.key])} as ${word(read.list)} and so saw ${fromName}'s append of ${word(appended)}`
      }
    }
    for (const append of appendsOf(to)) {
      const { elements, writerBefore, writerAfter } = orders[append.key]!
      const at = place(append.element)
      const name = word(keys[append.key])
      const appended = word(registry.values[append.element])
      if (kind === WW) {
        if (writerBefore[at === -1 ? elements.length : at] !== from) continue
        const order = elements.slice(0, at === -1 ? elements.length : at)
        const before = word(registry.values[order.findLast((element) => registry.writer(element) === from)!])
        return at === -1
          ? `no read shows ${toName}'s append of ${appended} to ${name}, so it came after ${fromName}'s append of ${before}, which reads do show`
          : `${toName} appended ${appended} to ${name} after ${fromName} had appended ${before}`
      }
      for (const read of readsOf(from)) {
        if (read.key !== append.key || read.version === null) continue
        const next = writerAfter[read.version]!
        if (next === to ? at < read.version : next !== NOBODY || at !== -1) continue
        return `${fromName} read ${name} as ${word(read.list)} and so missed ${toName}'s append of ${appended}`
      }
    }
    assert(false, `no dependency of data leads from operation ${from} to operation ${to}`)
  }
}

/** Where the reads of a transaction begin; the reads are in the order of their transactions. */
function lowerBound(reads: ListVersions['reads'], transaction: number): number {
  let low = 0
  let high = reads.length
  while (low < high) {
    const middle = Math.trunc((low + high) / 2)
    if (reads[middle]!.transaction < transaction) low = middle + 1
    else high = middle
  }
  return low
}
