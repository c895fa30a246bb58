import type { ListAppend, Transaction } from '../checkers/isolation/transaction.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'
import type { NodeId } from '../node/context.ts'
import type { LedgerWork } from '../problems/ledger.ts'
import type { BankInput } from '../problems/machines/bank.ts'
import type { TransactionWorkload } from './transaction-client.ts'

/**
 * Transfers between accounts that different participants hold, and now and then all balances read together.
 * @throws UsageError for fewer than two accounts.
 */
export function transfers(
  /** The accounts that each participant holds. */
  accountsOf: Readonly<Record<NodeId, readonly string[]>>,
  /** The most that one transfer moves; 20 unless told. */
  most = 20,
): TransactionWorkload<BankInput> {
  const holderOf = new Map(
    Object.entries(accountsOf).flatMap(([node, accounts]) => accounts.map((id) => [id, node] as const)),
  )
  const accounts = [...holderOf.keys()]
  if (accounts.length < 2)
    throw new UsageError(`Expected transfers({ … }) between two accounts or more, got ${accounts.length}.`)
  return {
    name: 'transfers',
    next(random) {
      if (random.chance(1, 4)) return { f: 'read' }
      const [from, to] = random.sample(accounts, 2) as [string, string]
      return { f: 'transfer', from, to, amount: random.int(1, most) }
    },
    work(input): Readonly<Record<NodeId, LedgerWork>> {
      if (input.f === 'read')
        return Object.fromEntries(
          Object.entries(accountsOf).map(([node, held]) => [node, { f: 'read', accounts: held }]),
        )
      const { from, to, amount } = input
      const [source, target] = [holderOf.get(from)!, holderOf.get(to)!]
      if (source === target) return { [source]: { f: 'move', by: { [from]: -amount, [to]: amount } } }
      return {
        [source]: { f: 'move', by: { [from]: -amount } },
        [target]: { f: 'move', by: { [to]: amount } },
      }
    },
    output: ({ f }, results) => (f === 'read' ? Object.assign({}, ...Object.values(results)) : true),
  }
}

/**
 * Transactions of two micro-operations, reads and appends of unique values, on keys k1, k2, … that are dealt to
 * the participants in turn.
 */
export function listAppendTransactions(
  participants: readonly NodeId[],
  keys = 4,
): TransactionWorkload<Transaction<ListAppend>> {
  const holderOf = (key: number) => participants[(key - 1) % participants.length]!
  const draw = (random: Random, client: NodeId, number: string): ListAppend => {
    const key = `k${random.int(1, keys)}`
    return random.chance(1, 2) ? ['r', key, null] : ['append', key, `${client}.${number}`]
  }
  return {
    name: 'list-append transactions',
    next: (random, client, number) => ({
      f: 'txn',
      value: [draw(random, client, `${number}a`), draw(random, client, `${number}b`)],
    }),
    work({ value }) {
      const work: Record<NodeId, ListAppend[]> = {}
      for (const micro of value) (work[holderOf(Number(String(micro[1]).slice(1)))] ??= []).push(micro)
      return work
    },
    output({ value }, results) {
      const left = new Map(Object.entries(results).map(([id, list]) => [id, [...(list as ListAppend[])]]))
      return value.map((micro) => left.get(holderOf(Number(String(micro[1]).slice(1))))!.shift()!)
    },
  }
}
