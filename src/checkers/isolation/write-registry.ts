import { type Identity, identity, shown, type Transactions, WRITE } from './transaction.ts'

/** No transaction wrote it. */
export const NOBODY = -1

/**
 * Every value written or read, per key, with who wrote it. A value of one key is numbered once; the numbers of
 * all keys form one sequence.
 */
export interface WriteRegistry {
  /** The number of a value, new if it was not met before. */
  number(key: number, value: unknown): number
  /** The number of a value, `undefined` if it was never written (nor numbered). */
  find(key: number, value: unknown): number | undefined
  readonly values: readonly unknown[]
  readonly keys: readonly number[]
  /** The transaction that wrote it and returned, or may have happened; or `NOBODY`. */
  writer(value: number): number
  /** A failed transaction that wrote it; or `NOBODY`. */
  failedWriter(value: number): number
  /** Whether its writer later wrote the same key again. */
  isIntermediate(value: number): boolean
  /** The first two transactions found to write the same value to the same key; a sentence, or `null`. */
  readonly repeated: string | null
}

/** Registers all writes of a history. */
export function registerWrites(transactions: Transactions): WriteRegistry {
  const { operations, start, f, key, value, keys } = transactions
  const numbers: Map<Identity, number>[] = keys.map(() => new Map())
  const values: unknown[] = []
  const keyOf: number[] = []
  const writers: number[] = []
  const failedWriters: number[] = []
  const intermediate: boolean[] = []
  let repeated: string | null = null

  const find = (k: number, written: unknown) => numbers[k]!.get(identity(written))
  const number = (k: number, written: unknown): number => {
    const id = identity(written)
    const known = numbers[k]!.get(id)
    if (known !== undefined) return known
    const fresh = values.length
    numbers[k]!.set(id, fresh)
    values.push(written)
    keyOf.push(k)
    writers.push(NOBODY)
    failedWriters.push(NOBODY)
    intermediate.push(false)
    return fresh
  }

  const lastWrite = new Map<number, number>()
  for (const [transaction, { outcome }] of operations.entries()) {
    lastWrite.clear()
    for (let row = start[transaction]!; row < start[transaction + 1]!; row++) {
      if (f[row] !== WRITE) continue
      const k = key[row]!
      const written = number(k, value[row])
      if (outcome === 'failed') {
        if (failedWriters[written] === NOBODY) failedWriters[written] = transaction
        continue
      }
      const other = writers[written]!
      if (other !== NOBODY) {
        repeated ??= `Operations ${other} and ${transaction} both wrote ${shown(value[row])} to key ${shown(keys[k])}: what read it cannot be told apart, so the workload must write every value of a key only once.`
      }
      writers[written] = transaction
      const before = lastWrite.get(k)
      if (before !== undefined) intermediate[before] = true
      lastWrite.set(k, written)
    }
  }

  return {
    number,
    find,
    values,
    keys: keyOf,
    writer: (written) => writers[written]!,
    failedWriter: (written) => failedWriters[written]!,
    isIntermediate: (written) => intermediate[written]!,
    repeated,
  }
}
