import { equal } from '../../checkers/linearizability/identities.ts'
import type { CasRegisterInput } from '../../checkers/models/cas-register.ts'
import type { StateMachine } from '../state-machine.ts'

/** Registers that are read, written and compared-and-set, `null` at first: the model `casRegister()`. */
export const registerStore: StateMachine<Record<string, unknown>, CasRegisterInput, unknown> = {
  name: 'registers',
  initial: () => ({}),
  apply(registers, command) {
    const key = String(command.key ?? '')
    if (command.f === 'read') return registers[key] ?? null
    if (command.f === 'cas') {
      const [from, to] = command.value
      if (!equal(registers[key] ?? null, from)) return false
      registers[key] = to
    } else registers[key] = command.value
    return true
  },
  read: (registers, { key }) => registers[String(key ?? '')] ?? null,
}
