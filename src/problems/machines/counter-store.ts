import type { CounterInput } from '../../checkers/models/counter.ts'
import type { StateMachine } from '../state-machine.ts'

/** Counters, 0 at first; an `add` returns the sum after it: the model `counter()`. */
export const counterStore: StateMachine<Record<string, number>, CounterInput, number> = {
  name: 'counters',
  initial: () => ({}),
  apply(counters, command) {
    const key = String(command.key ?? '')
    const sum = (counters[key] ?? 0) + (command.f === 'add' ? command.value : 0)
    counters[key] = sum
    return sum
  },
  read: (counters, { key }) => counters[String(key ?? '')] ?? 0,
}
