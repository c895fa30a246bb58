import { type NodeView, type Property, violation } from '../checkers/property.ts'
import type { NodeId } from '../node/context.ts'
import { type CommitProcess, stepReader, type TransactionId } from './atomic-commit.ts'
import type { Balances } from './machines/bank.ts'
import type { TransactionalResource } from './transactional-resource.ts'

/** What a participant does to its accounts: how much each gains (or loses, when negative), or which to read. */
export type LedgerWork =
  | { readonly f: 'move'; readonly by: Readonly<Balances> }
  | { readonly f: 'read'; readonly accounts: readonly string[] }

/** Accounts that transactions lock one by one; what would take a balance below 0 is not promised. */
export function ledger(accounts: Readonly<Balances>): TransactionalResource<Balances, LedgerWork> {
  return {
    initial: () => ({ ...accounts }),
    locks: (work) => (work.f === 'move' ? Object.keys(work.by) : work.accounts),
    canPromise(balances, work) {
      if (work.f === 'read') return work.accounts.every((account) => balances[account] !== undefined)
      return Object.entries(work.by).every(
        ([account, gain]) => (balances[account] ?? -1) + Math.min(gain, 0) >= 0,
      )
    },
    read: (balances, work) =>
      work.f === 'read' ? Object.fromEntries(work.accounts.map((id) => [id, balances[id]!])) : null,
    apply(balances, work) {
      if (work.f === 'move') for (const [account, gain] of Object.entries(work.by)) balances[account]! += gain
    },
  }
}

/**
 * No money is made or lost, and no balance falls below 0. A transaction in flight counts whole as soon as one process
 * has decided to commit it: what its other participants have promised and not applied yet is added to the balances.
 */
export function moneyConserved(
  processes: readonly CommitProcess[],
  /** The balances of a node; `null` of one that holds none. */
  balancesOf: (node: NodeView) => Readonly<Balances> | null,
): Property {
  return {
    name: 'money conserved',
    type: 'always',
    kinds: processes.map(({ kind }) => kind),
    monitor(nodes) {
      const read = stepReader(processes, nodes)
      const balance = new Map(nodes.map((node) => [node.id, sum(balancesOf(node) ?? {})]))
      const expected = [...balance.values()].reduce((a, b) => a + b, 0)
      const accounts = new Accounts()
      let exercised = 0
      let total = expected
      return {
        changed(node) {
          const balances = balancesOf(node)
          const held = balances === null ? 0 : sum(balances)
          total += held - balance.get(node.id)!
          balance.set(node.id, held)
          for (const step of read(node)) {
            exercised++
            if (step.type === 'yes') total += accounts.promise(step.transaction, node.id, gainOf(step.work))
            else if (step.type === 'commit') total += accounts.commit(step.transaction, node.id)
            else total += accounts.withdraw(step.transaction, node.id)
          }
          const overdrawn = Object.entries(balances ?? {}).find(([, amount]) => amount < 0)
          if (overdrawn) return `${overdrawn[0]} of ${node.id} holds ${overdrawn[1]}`
          return violation(total === expected || `there are ${total} in all, where there were ${expected}`)
        },
        exercised: () => exercised,
      }
    },
  }
}

/** What is promised and not applied; each call says by how much it changes what counts. */
class Accounts {
  private readonly promised = new Map<TransactionId, Map<NodeId, number>>()
  private readonly committed = new Set<TransactionId>()

  promise(transaction: TransactionId, by: NodeId, gain: number): number {
    const gains = this.promised.get(transaction) ?? new Map<NodeId, number>()
    this.promised.set(transaction, gains)
    const before = gains.get(by) ?? 0
    gains.set(by, gain)
    return this.committed.has(transaction) ? gain - before : 0
  }

  commit(transaction: TransactionId, by: NodeId): number {
    let change = this.withdraw(transaction, by)
    if (this.committed.has(transaction)) return change
    this.committed.add(transaction)
    for (const gain of this.promised.get(transaction)?.values() ?? []) change += gain
    return change
  }

  /** It was applied, or given up. */
  withdraw(transaction: TransactionId, by: NodeId): number {
    const gains = this.promised.get(transaction)
    const gain = gains?.get(by) ?? 0
    gains?.delete(by)
    return this.committed.has(transaction) ? -gain : 0
  }
}

function gainOf(work: unknown): number {
  const { f, by } = (work ?? {}) as { readonly f?: string; readonly by?: Readonly<Balances> }
  return f === 'move' && by !== undefined ? sum(by) : 0
}

function sum(balances: Readonly<Balances>): number {
  let total = 0
  for (const account in balances) total += balances[account]!
  return total
}
