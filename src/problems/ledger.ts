import { type NodeView, type Property, remembering } from '../checkers/property.ts'
import type { NodeId } from '../node/context.ts'
import { type CommitProcess, type CommitStep, freshSteps, type TransactionId } from './atomic-commit.ts'
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
  const kinds = processes.map(({ kind }) => kind)
  return remembering('money conserved', kinds, {
    memory: (): Books => ({ seen: {}, held: {}, expected: 0, total: 0, promised: {}, committed: {} }),
    observer(nodes) {
      const read = freshSteps(processes, nodes)
      return (books, _state, node) => {
        const balances = balancesOf(node)
        const held = balances === null ? 0 : sum(balances)
        const before = books.held[node.id]
        books.held[node.id] = held
        // What a node holds when it is seen first was there from the beginning.
        if (before === undefined) books.expected += held
        books.total += held - (before ?? 0)
        const steps = read(books.seen, node)
        for (const step of steps) books.total += gainBy(books, step, node.id)
        const overdrawn = Object.entries(balances ?? {}).find(([, amount]) => amount < 0)
        if (overdrawn) return `${overdrawn[0]} of ${node.id} holds ${overdrawn[1]}`
        const { total, expected } = books
        if (total !== expected) return `there are ${total} in all, where there were ${expected}`
        return steps.length > 0 ? true : null
      }
    },
  })
}

/** What the property knows of the money. */
interface Books {
  /** How many steps of each process it has read. */
  seen: Record<NodeId, number>
  /** The sum of each node's balances. */
  held: Record<NodeId, number>
  expected: number
  /** What is held, and what is promised by those who have not applied what was committed. */
  total: number
  promised: Record<TransactionId, Record<NodeId, number>>
  committed: Record<TransactionId, true>
}

/** Takes a step into the books; by how much it changes what counts. */
function gainBy(books: Books, step: CommitStep, by: NodeId): number {
  const { transaction } = step
  const { promised, committed } = books
  if (step.type === 'yes') {
    promised[transaction] ??= {}
    const gains = promised[transaction]
    const before = gains[by] ?? 0
    gains[by] = gainOf(step.work)
    return committed[transaction] ? gains[by] - before : 0
  }
  // It was applied, or given up.
  const gains = promised[transaction]
  const own = gains?.[by] ?? 0
  if (gains) delete gains[by]
  if (committed[transaction]) return -own
  if (step.type === 'abort') return 0
  committed[transaction] = true
  return gains ? sum(gains) : 0
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
