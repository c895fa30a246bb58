import type { MutexInput } from '../../checkers/models/mutex.ts'
import type { StateMachine } from '../state-machine.ts'

/** Locks by name, each free (absent) or held by its owner; whether the command was granted: the model `mutex()`. */
export const lockTable: StateMachine<Record<string, string>, MutexInput, boolean> = {
  name: 'locks',
  initial: () => ({}),
  apply(owners, { f, key, owner = '' }) {
    const lock = String(key ?? '')
    const granted = f === 'acquire' ? !(lock in owners) : owners[lock] === owner
    if (!granted) return false
    if (f === 'acquire') owners[lock] = owner
    else delete owners[lock]
    return true
  },
  read: (owners, { key }) => String(key ?? '') in owners,
}
