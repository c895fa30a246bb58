import type { StateMachine } from '../state-machine.ts'

/** Moves money, or reads all balances. */
export type BankInput =
  | { readonly f: 'transfer'; readonly from: string; readonly to: string; readonly amount: number }
  | { readonly f: 'read' }

/** The balance of every account. */
export type Balances = Record<string, number>

/** Accounts with a balance each, which never falls below 0: a transfer returns whether it was made. */
export function bank(accounts: Readonly<Balances>): StateMachine<Balances, BankInput, boolean | Balances> {
  return {
    name: 'bank',
    initial: () => ({ ...accounts }),
    apply(balances, command) {
      if (command.f === 'read') return { ...balances }
      const { from, to, amount } = command
      const source = balances[from]
      const target = balances[to]
      if (source === undefined || target === undefined || from === to || source < amount) return false
      balances[from] = source - amount
      balances[to] = target + amount
      return true
    },
    read: (balances) => ({ ...balances }),
  }
}
