import { assert } from '../../kernel/errors.ts'
import type { History } from '../history.ts'
import { cannotJudge, checkCycles, type IsolationOptions, settings } from './check.ts'
import { DependencyGraphBuilder, RW, Targets, WR, WW } from './dependency-graph.ts'
import type { IsolationResult } from './findings.ts'
import { findRegisterAnomalies, originalVersions, writeOfNull } from './register-anomalies.ts'
import {
  type Assumption,
  type Interaction,
  interactionsByKey,
  type RealTimeVersions,
} from './register-versions.ts'
import { type Transactions, takeApart } from './transaction.ts'
import { evidence, orderVersions, type VersionOrder } from './version-order.ts'
import { type Reason, word } from './words.ts'
import { NOBODY, registerWrites, type WriteRegistry } from './write-registry.ts'

/**
 * What may be assumed of each single register. A read of a register does not tell what came before, so without
 * an assumption only few versions can be ordered, and few anomalies seen.
 */
export interface RegisterOptions extends IsolationOptions {
  /** A transaction that reads a key and then writes it writes a later version; default `false`. */
  readonly writesFollowReads?: boolean
  /** Each process meets the versions of a key in their order (and writes follow reads); default `false`. */
  readonly sequentialKeys?: boolean
  /** The versions of a key are met in real-time order (and writes follow reads); default `false`. */
  readonly linearizableKeys?: boolean
}

/**
 * Checks a history of transactions that read and write registers (`Transaction<ReadWrite>`) for the anomalies
 * of Adya and Elle. Every value may be written to a key only once, and never `null`, which a key reads as
 * before it is written.
 * @throws UsageError where an operation is no such transaction.
 */
export function checkReadWriteRegister(history: History, options: RegisterOptions = {}): IsolationResult {
  const chosen = settings(options)
  const transactions = takeApart(history, 'w')
  const registry = registerWrites(transactions)
  const unusable = registry.repeated ?? writeOfNull(transactions)
  if (unusable !== null) return cannotJudge(history, chosen, unusable)
  const { writesFollowReads, sequentialKeys, linearizableKeys } = options
  const assumptions: Assumption[] = []
  if (writesFollowReads || sequentialKeys || linearizableKeys) assumptions.push('writes-follow-reads')
  if (sequentialKeys) assumptions.push('sequential-keys')
  if (linearizableKeys) assumptions.push('linearizable-keys')

  const original = originalVersions(transactions, registry)
  const byKey = interactionsByKey(transactions, registry)
  findRegisterAnomalies(transactions, registry, original, chosen.findings)
  const { effort, findings } = chosen
  const order = orderVersions(transactions, registry, byKey, original, assumptions, effort, findings)
  const graph = registerDependencies(history.length, byKey, original, order, visibleTo(byKey, registry))
  return checkCycles(transactions, graph, registerReason(transactions, registry, byKey, order), chosen)
}

/** Who can be seen to have written, and read, each version. */
interface Visible {
  readonly writer: Int32Array
  readonly readers: ReadonlyMap<number, readonly number[]>
}

function visibleTo(byKey: readonly (readonly Interaction[])[], registry: WriteRegistry): Visible {
  const writer = new Int32Array(registry.values.length).fill(NOBODY)
  const readers = new Map<number, number[]>()
  for (const interactions of byKey) {
    for (const { transaction, read, written } of interactions) {
      if (written !== null) writer[written] = transaction
      if (read === null) continue
      const others = readers.get(read)
      if (others === undefined) readers.set(read, [transaction])
      else others.push(transaction)
    }
  }
  return { writer, readers }
}

function registerDependencies(
  count: number,
  byKey: readonly (readonly Interaction[])[],
  original: readonly number[],
  order: VersionOrder,
  { writer, readers }: Visible,
): DependencyGraphBuilder {
  const graph = new DependencyGraphBuilder(count)
  for (const [key, interactions] of byKey.entries()) {
    const writers: number[] = []
    for (const { transaction, read, written } of interactions) {
      const wrote = read === null ? NOBODY : writer[read]!
      if (wrote !== NOBODY && wrote !== transaction) graph.add(wrote, transaction, WR)
      if (written !== null) writers.push(transaction)
    }
    graph.addAllToOthers(readers.get(original[key]!) ?? [], writers, RW)
    const versions = order.realTime[key]
    if (versions) addRealTimeVersions(graph, interactions, versions, writer)
  }
  for (const { before, after, source } of order.steps) {
    const next = writer[after]!
    if (next === NOBODY || source === 'initial-state') continue
    const previous = writer[before]!
    if (previous !== NOBODY && previous !== next) graph.add(previous, next, WW)
    for (const reader of readers.get(before) ?? []) if (reader !== next) graph.add(reader, next, RW)
  }
  return graph
}

/** Whoever wrote or read a version precedes the writers of all versions after it, save itself. */
function addRealTimeVersions(
  graph: DependencyGraphBuilder,
  interactions: readonly Interaction[],
  versions: RealTimeVersions,
  writer: Int32Array,
): void {
  // Prefixes of the versions as prefixes of those among them that someone wrote.
  const written = [0]
  const places = new Map<number, number>()
  const writers: number[] = []
  for (const version of versions.latestFirst) {
    if (writer[version] !== NOBODY) {
      places.set(version, writers.length)
      writers.push(writer[version]!)
    }
    written.push(writers.length)
  }
  const targets = new Targets(graph, writers)
  for (const { transaction, read, written: own } of interactions) {
    const ownPlace = own === null ? undefined : places.get(own)
    if (own !== null) {
      targets.addFirst(
        written[versions.countAfter(own)]!,
        transaction,
        WW,
        ownPlace === undefined ? [] : [ownPlace],
      )
    }
    if (read === null) continue
    const except = [places.get(read), ownPlace].filter((place) => place !== undefined).sort((a, b) => a - b)
    targets.addFirst(written[versions.countAfter(read)]!, transaction, RW, except)
  }
}

function registerReason(
  transactions: Transactions,
  registry: WriteRegistry,
  byKey: readonly (readonly Interaction[])[],
  order: VersionOrder,
): Reason {
  const byTransaction = new Map<number, Interaction[]>()
  const of = (transaction: number): readonly Interaction[] => {
    if (byTransaction.size === 0) {
      for (const interaction of byKey.flat()) {
        const known = byTransaction.get(interaction.transaction)
        if (known === undefined) byTransaction.set(interaction.transaction, [interaction])
        else known.push(interaction)
      }
    }
    return byTransaction.get(transaction) ?? []
  }
  return (from, to, kind, fromName, toName) => {
    const named = (transaction: number) =>
      transaction === from ? fromName : transaction === to ? toName : `operation ${transaction}`
    for (const a of of(from)) {
      for (const b of of(to)) {
        if (a.key !== b.key) continue
        const name = word(transactions.keys[a.key])
        const value = (version: number | null) => word(version === null ? null : registry.values[version])
        if (kind === WR) {
          if (a.written === null || a.written !== b.read) continue
          return `${toName} read ${name} = ${value(b.read)}, which ${fromName} wrote`
        }
        const before = kind === WW ? a.written : a.read
        if (before === null || b.written === null) continue
        const step = order.step(a.key, before, b.written)
        if (step === undefined) continue
        const verb = kind === WW ? 'wrote' : 'read'
        return `${fromName} ${verb} ${name} = ${value(before)} and ${toName} wrote ${value(b.written)}, which came later: ${evidence(step, transactions.operations, named)}`
      }
    }
    assert(false, `no dependency of data leads from operation ${from} to operation ${to}`)
  }
}
