import type { KeyValueInput } from '../../checkers/models/key-value.ts'
import type { StateMachine } from '../state-machine.ts'

/** The lists of a store by key. */
export type KeyValueLists = Record<string, readonly unknown[]>

/** A map from keys to lists that are read, written whole or appended to: the model `keyValue()` as a state machine. */
export const keyValueStore: StateMachine<KeyValueLists, KeyValueInput, readonly unknown[] | null> = {
  name: 'key-value store',
  initial: () => ({}),
  apply(lists, command) {
    const key = String(command.key ?? '')
    if (command.f === 'read') return listOf(lists, command)
    if (command.f === 'append') lists[key] = [...(lists[key] ?? []), command.value]
    else lists[key] = command.value as readonly unknown[]
    return null
  },
  read: listOf,
}

function listOf(lists: KeyValueLists, { key }: KeyValueInput): readonly unknown[] {
  return [...(lists[String(key ?? '')] ?? [])]
}
