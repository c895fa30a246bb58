import type { Findings } from './findings.ts'
import { findLostUpdates } from './lost-update.ts'
import { identity, READ, type Transactions } from './transaction.ts'
import { transactionInWords, word } from './words.ts'
import { NOBODY, type WriteRegistry } from './write-registry.ts'

/**
 * The version of each register before anyone wrote it: `null`, unless no read shows `null` and exactly one
 * other value was read that nobody wrote; then the register is taken to have held that.
 */
export function originalVersions(transactions: Transactions, registry: WriteRegistry): readonly number[] {
  const { operations, start, f, key, value, keys } = transactions
  const unwritten = keys.map((_, k) => registry.number(k, null))
  const orphans: Set<number>[] = keys.map(() => new Set())
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome !== 'ok') continue
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] !== READ) continue
      const version = registry.number(key[row]!, value[row])
      const written = registry.writer(version) !== NOBODY || registry.failedWriter(version) !== NOBODY
      if (!written) orphans[key[row]!]!.add(version)
    }
  }
  return orphans.map((found, k) => (found.size === 1 ? [...found][0]! : unwritten[k]!))
}

/** Finds the anomalies of registers that are no cycles. */
export function findRegisterAnomalies(
  transactions: Transactions,
  registry: WriteRegistry,
  original: readonly number[],
  findings: Findings,
): void {
  const { operations, start, f, key, value, keys } = transactions
  const told = (transaction: number) => transactionInWords(transactions, transaction)
  const reportedGarbage = new Set<number>()
  const versionsRead: string[] = []
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome !== 'ok') continue
    const state = new Map<number, number>()
    const read = new Set<number>()
    let internal = false
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      const k = key[row]!
      const version = registry.number(k, value[row])
      const name = word(keys[k])
      const shown = word(value[row])
      if (f[row] !== READ) {
        if (read.has(version)) {
          findings.add('future-read', () => ({
            transactions: [transaction],
            explanation: `future-read: a transaction read what it wrote only later.\nT1 is ${told(transaction)}.\nIt read ${name} = ${shown} before it wrote that.`,
          }))
        }
        state.set(k, version)
        continue
      }
      versionsRead.push(`${version}`)
      const expected = state.get(k)
      if (!internal && expected !== undefined && expected !== version) {
        internal = true
        findings.add('internal', () => ({
          transactions: [transaction],
          explanation: `internal: a transaction read something at odds with what it did before.\nT1 is ${told(transaction)}.\nBy its own reads and writes ${name} was ${word(registry.values[expected])}, but it read ${shown}.`,
        }))
      }
      if (expected === undefined) read.add(version)
      state.set(k, version)

      const writer = registry.writer(version)
      const failed = registry.failedWriter(version)
      if (writer === NOBODY && failed !== NOBODY) {
        findings.add('G1a', () => ({
          transactions: [transaction, failed],
          explanation: `G1a: a transaction read what a failed one wrote.\nT1 is ${told(transaction)}.\nT2 is ${told(failed)}.\nT1 read ${name} = ${shown}, which T2 wrote, and T2 failed.`,
        }))
      } else if (writer !== NOBODY && writer !== transaction && registry.isIntermediate(version)) {
        findings.add('G1b', () => ({
          transactions: [transaction, writer],
          explanation: `G1b: a transaction read what another wrote before it was done.\nT1 is ${told(transaction)}.\nT2 is ${told(writer)}.\nT1 read ${name} = ${shown}; T2 wrote that, but then wrote ${name} again.`,
        }))
      } else if (
        writer === NOBODY &&
        value[row] !== null &&
        version !== original[k] &&
        !reportedGarbage.has(version)
      ) {
        reportedGarbage.add(version)
        findings.add('garbage-read', () => ({
          transactions: [transaction],
          explanation: `garbage-read: a transaction read what nobody wrote.\nT1 is ${told(transaction)}.\nNo transaction wrote ${shown} to ${name}.`,
        }))
      }
    }
  }
  findLostUpdates(transactions, 'w', findings, versionsRead)
}

/** The first write of `null`, which reads could not tell from the state before any write; a sentence, or `null`. */
export function writeOfNull({ operations, start, f, key, value, keys }: Transactions): string | null {
  for (const transaction of operations.keys()) {
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] === READ || identity(value[row]) !== null) continue
      return `Operation ${transaction} wrote null to key ${word(keys[key[row]!])}: what read it cannot be told from what read the key unwritten, so the workload must write other values.`
    }
  }
  return null
}
