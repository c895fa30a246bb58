import type { Json, ListAppend, Transaction } from '../../checkers/isolation/transaction.ts'
import type { StateMachine } from '../state-machine.ts'

type Lists = Record<string, readonly Json[]>

/** Lists under transactions that read and append, each applied whole: what `checkListAppend` judges. */
export const listAppendStore: StateMachine<Lists, Transaction<ListAppend>, readonly ListAppend[]> = {
  name: 'lists under transactions',
  initial: () => ({}),
  apply: transact,
  read: transact,
}

function transact(lists: Lists, { value }: Transaction<ListAppend>): readonly ListAppend[] {
  return value.map(([f, name, element]): ListAppend => {
    const key = String(name)
    if (f === 'r') return ['r', name, [...(lists[key] ?? [])]]
    lists[key] = [...(lists[key] ?? []), element]
    return ['append', name, element]
  })
}
