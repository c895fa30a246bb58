import type { Findings } from './findings.ts'
import { READ, type Transactions, type WriteName } from './transaction.ts'
import { transactionInWords, word } from './words.ts'

/**
 * Finds lost updates: transactions that read the same version of a key and then each wrote that key (Adya's
 * H_lu, §2.3; Bailis et al. 2014), whatever order the writes came in.
 * @param versions names the version read by each read of a transaction that returned, in the order of the history.
 */
export function findLostUpdates(
  transactions: Transactions,
  write: WriteName,
  findings: Findings,
  versions: readonly string[],
): void {
  const { operations, start, f, key, value, keys } = transactions
  const updaters = new Map<string, { key: number; read: unknown; by: number[] }>()
  let reads = 0
  for (const [transaction, { outcome }] of operations.entries()) {
    if (outcome !== 'ok') continue
    const first = new Map<number, { version: string; read: unknown }>()
    const written = new Set<number>()
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      const k = key[row]!
      if (f[row] === READ) {
        const version = versions[reads++]!
        if (!written.has(k) && !first.has(k)) first.set(k, { version, read: value[row] })
        continue
      }
      if (written.has(k)) continue
      written.add(k)
      const before = first.get(k)
      if (before === undefined) continue
      const id = `${k} ${before.version}`
      const group = updaters.get(id)
      if (group === undefined) updaters.set(id, { key: k, read: before.read, by: [transaction] })
      else group.by.push(transaction)
    }
  }
  for (const { key: k, read, by } of updaters.values()) {
    if (by.length < 2) continue
    findings.add('lost-update', () => {
      const shown = by.slice(0, 4)
      const lines = shown.map((member, i) => `T${i + 1} is ${transactionInWords(transactions, member)}.`)
      const more = by.length > shown.length ? ` So did ${by.length - shown.length} more.` : ''
      return {
        transactions: by,
        explanation: `lost-update: transactions updated one version without knowing of each other.\n${lines.join('\n')}\nAll read ${word(keys[k])} = ${word(read ?? (write === 'append' ? [] : null))} and then wrote ${word(keys[k])}.${more}`,
      }
    })
  }
}
