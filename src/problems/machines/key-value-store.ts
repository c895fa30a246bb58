import type { KeyValueInput } from '../../checkers/models/key-value.ts'
import type { StateMachine } from '../state-machine.ts'

/** The lists of a store by key. */
export type KeyValueLists = Record<string, unknown[]>

/** A map from keys to lists that are read, written whole or appended to: the model `keyValue()` as a state machine. */
export const keyValueStore: StateMachine<KeyValueLists, KeyValueInput, readonly unknown[] | null> = {
  name: 'key-value store',
  initial: () => ({}),
  apply(lists, command) {
    if (command.f === 'read') return listOf(lists, command)
    const key = keyOf(command)
    if (command.f === 'write') lists[key] = [...command.value]
    else (lists[key] ??= []).push(command.value)
    return null
  },
  read: listOf,
}

function listOf(lists: KeyValueLists, command: KeyValueInput): readonly unknown[] {
  return [...(lists[keyOf(command)] ?? [])]
}

function keyOf({ key = '' }: KeyValueInput): string {
  return typeof key === 'string' ? key : String(key)
}
