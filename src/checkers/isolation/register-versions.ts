import type { History } from '../history.ts'
import { READ, type Transactions, WRITE } from './transaction.ts'
import type { WriteRegistry } from './write-registry.ts'

/**
 * What others can see of a transaction's dealings with one register: the version it read before it wrote the
 * register itself, and the version it left there. Versions are numbers of the write registry; the state before
 * any write is the version `null`, which nobody wrote.
 */
export interface Interaction {
  readonly transaction: number
  readonly key: number
  readonly read: number | null
  readonly written: number | null
}

/** What is assumed of each register, so that its versions can be ordered; Elle's `wfr-keys?` and so on. */
export type Assumption = 'writes-follow-reads' | 'sequential-keys' | 'linearizable-keys'

/** One version of a register before another, and what shows it. */
export interface VersionStep {
  readonly key: number
  readonly before: number
  readonly after: number
  readonly source: Assumption | 'initial-state'
  /** The transaction that met both versions, or the two that met one each. */
  readonly shownBy: readonly number[]
}

/** The interactions of every transaction that did not fail, by key, in the order of the history. */
export function interactionsByKey(
  transactions: Transactions,
  registry: WriteRegistry,
): readonly (readonly Interaction[])[] {
  const { operations, start, f, key, value, keys } = transactions
  const byKey: Interaction[][] = keys.map(() => [])
  const met = new Map<number, { read: number | null; written: number | null }>()
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome === 'failed') continue
    met.clear()
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] === READ && outcome !== 'ok') continue
      const k = key[row]!
      const version = registry.number(k, value[row])
      const known = met.get(k)
      if (known !== undefined) known.written = f[row] === WRITE ? version : known.written
      else met.set(k, f[row] === WRITE ? { read: null, written: version } : { read: version, written: null })
    }
    for (const [k, { read, written }] of met) byKey[k]!.push({ transaction, key: k, read, written })
  }
  return byKey
}

const firstVersion = ({ read, written }: Interaction) => (read ?? written)!
const lastVersion = ({ read, written }: Interaction) => (written ?? read)!

/** A transaction that reads a key and then writes it writes a later version. */
export function writesFollowReads(byKey: readonly (readonly Interaction[])[]): readonly VersionStep[] {
  return byKey.flatMap((interactions) =>
    interactions.flatMap(({ transaction, key, read, written }): VersionStep[] =>
      read === null || written === null || read === written
        ? []
        : [{ key, before: read, after: written, source: 'writes-follow-reads', shownBy: [transaction] }],
    ),
  )
}

/** Each process meets the versions of a key in their order. */
export function sequentialKeys(
  history: History,
  byKey: readonly (readonly Interaction[])[],
): readonly VersionStep[] {
  const steps: VersionStep[] = []
  for (const [key, interactions] of byKey.entries()) {
    const latest = new Map<string, Interaction>()
    for (const interaction of interactions) {
      const { process, outcome } = history[interaction.transaction]!
      const earlier = latest.get(process)
      if (outcome === 'ok') latest.set(process, interaction)
      if (earlier === undefined) continue
      const [before, after] = [lastVersion(earlier), firstVersion(interaction)]
      const shownBy = [earlier.transaction, interaction.transaction]
      if (before !== after) steps.push({ key, before, after, source: 'sequential-keys', shownBy })
    }
  }
  return steps
}

/**
 * The versions of a key that is met in real-time order: one version precedes another if a transaction that met
 * the one returned before a transaction that met the other was invoked. The first return from a version and
 * the last invocation that met it tell that for all transactions at once.
 */
export interface RealTimeVersions {
  /** The versions met by some transaction first, those before that were met (invoked) last. */
  readonly latestFirst: readonly number[]
  /** How many of `latestFirst` this version precedes (itself may be among them); 0 if no one returned from it. */
  countAfter(version: number): number
  /** The step between two versions, if there is one. */
  step(before: number, after: number): VersionStep | undefined
}

/** Orders the versions of one key by real time. */
export function realTimeVersions(
  history: History,
  key: number,
  interactions: readonly Interaction[],
): RealTimeVersions {
  const returnedFrom = new Map<number, { at: number; by: number }>()
  const invokedTo = new Map<number, { at: number; by: number }>()
  for (const interaction of interactions) {
    const { transaction } = interaction
    const { invoked, returned, outcome } = history[transaction]!
    const [first, last] = [firstVersion(interaction), lastVersion(interaction)]
    const latest = invokedTo.get(first)
    if (latest === undefined || invoked > latest.at) invokedTo.set(first, { at: invoked, by: transaction })
    if (outcome !== 'ok' || returned === null) continue
    const earliest = returnedFrom.get(last)
    if (earliest === undefined || returned < earliest.at)
      returnedFrom.set(last, { at: returned, by: transaction })
  }
  const met = [...invokedTo.entries()].sort(([, a], [, b]) => b.at - a.at)
  const latestFirst = met.map(([version]) => version)
  return {
    latestFirst,
    countAfter(version) {
      const returned = returnedFrom.get(version)
      if (returned === undefined) return 0
      let low = 0
      let high = met.length
      while (low < high) {
        const middle = Math.trunc((low + high) / 2)
        if (met[middle]![1].at > returned.at) low = middle + 1
        else high = middle
      }
      return low
    },
    step(before, after) {
      const returned = returnedFrom.get(before)
      const invoked = invokedTo.get(after)
      if (returned === undefined || invoked === undefined || returned.at >= invoked.at) return undefined
      return { key, before, after, source: 'linearizable-keys', shownBy: [returned.by, invoked.by] }
    },
  }
}
