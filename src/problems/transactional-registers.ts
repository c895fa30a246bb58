import type { ListAppend, ReadWrite } from '../checkers/isolation/transaction.ts'
import type { TransactionalResource } from './transactional-resource.ts'

type MicroOperation = ListAppend | ReadWrite

/** Registers and lists under keys; the work is a list of micro-operations, and what it reads is that list filled in. */
export function transactionalRegisters(): TransactionalResource<
  Record<string, unknown>,
  readonly MicroOperation[]
> {
  return {
    initial: () => ({}),
    locks: (work) => [...new Set(work.map(([, key]) => String(key)))],
    canPromise: () => true,
    read: (database, work) => perform({ ...database }, work),
    apply(database, work) {
      perform(database, work)
    },
  }
}

/** Does the work, with its reads filled in. */
function perform(database: Record<string, unknown>, work: readonly MicroOperation[]): MicroOperation[] {
  return work.map((micro): MicroOperation => {
    const key = String(micro[1])
    const before = database[key] ?? null
    if (micro[0] === 'r') return ['r', micro[1], before] as MicroOperation
    database[key] = micro[0] === 'w' ? micro[2] : [...((before as unknown[] | null) ?? []), micro[2]]
    return micro
  })
}
