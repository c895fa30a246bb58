import { canonicalJson } from '../../checkers/linearizability/identities.ts'
import type { SetInput } from '../../checkers/models/set.ts'
import type { StateMachine } from '../state-machine.ts'

/** The elements of each set by their canonical JSON. */
type Sets = Record<string, Record<string, unknown>>

/** Sets; adding and removing return whether they changed anything: the model `set()`. */
export const setStore: StateMachine<Sets, SetInput, boolean | readonly unknown[]> = {
  name: 'sets',
  initial: () => ({}),
  apply(sets, command) {
    if (command.f === 'read' || command.f === 'contains') return found(sets, command)
    const elements = (sets[String(command.key ?? '')] ??= {})
    const element = canonicalJson(command.value)
    const isIn = element in elements
    if (command.f === 'add') elements[element] = command.value
    else delete elements[element]
    return command.f === 'add' ? !isIn : isIn
  },
  read: found,
}

function found(sets: Sets, command: SetInput): boolean | readonly unknown[] {
  const elements = sets[String(command.key ?? '')] ?? {}
  if (command.f === 'read') return Object.values(elements)
  return canonicalJson('value' in command ? command.value : null) in elements
}
