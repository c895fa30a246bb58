import type { ListAppend, Transaction } from '../checkers/isolation/transaction.ts'
import type { CasRegisterInput } from '../checkers/models/cas-register.ts'
import type { CounterInput } from '../checkers/models/counter.ts'
import type { KeyValueInput } from '../checkers/models/key-value.ts'
import type { MutexInput } from '../checkers/models/mutex.ts'
import type { QueueInput } from '../checkers/models/queue.ts'
import type { RegisterInput } from '../checkers/models/register.ts'
import type { SetInput } from '../checkers/models/set.ts'
import { UsageError } from '../kernel/errors.ts'
import type { BankInput } from '../problems/machines/bank.ts'
import { type KeyOptions, keyChooser } from './keys.ts'
import type { Workload } from './workload.ts'

/** Reads and writes of registers, each value written only once. */
export function registerWorkload(options: KeyOptions = {}): Workload<RegisterInput> {
  const keyOf = keyChooser(options)
  return {
    name: 'register',
    next(random, client, number) {
      const key = keyOf(random)
      return random.chance(1, 2) ? { f: 'read', key } : { f: 'write', key, value: `${client}.${number}` }
    },
    isRead: ({ f }) => f === 'read',
  }
}

/** Reads, writes and compare-and-sets of registers that hold small numbers, so that many a comparison succeeds. */
export function casWorkload(
  options: KeyOptions & { readonly values?: number } = {},
): Workload<CasRegisterInput> {
  const { values = 5 } = options
  const keyOf = keyChooser(options)
  return {
    name: 'cas-register',
    next(random) {
      const key = keyOf(random)
      const value = () => random.int(1, values)
      const kind = random.int(1, 4)
      if (kind === 1) return { f: 'write', key, value: value() }
      return kind === 2 ? { f: 'cas', key, value: [value(), value()] } : { f: 'read', key }
    },
    isRead: ({ f }) => f === 'read',
  }
}

/** Reads, appends and now and then a write of the whole list; each value is written only once. */
export function keyValueWorkload(options: KeyOptions = {}): Workload<KeyValueInput> {
  const keyOf = keyChooser(options)
  return {
    name: 'key-value',
    next(random, client, number) {
      const key = keyOf(random)
      const value = `${client}.${number}`
      const kind = random.int(1, 10)
      if (kind <= 5) return { f: 'read', key }
      return kind <= 9 ? { f: 'append', key, value } : { f: 'write', key, value: [value] }
    },
    isRead: ({ f }) => f === 'read',
  }
}

/** Additions of small numbers, and reads. */
export function counterWorkload(options: KeyOptions = {}): Workload<CounterInput> {
  const keyOf = keyChooser({ keys: 1, ...options })
  return {
    name: 'counter',
    next(random) {
      const key = keyOf(random)
      return random.chance(2, 3) ? { f: 'add', key, value: random.int(1, 9) } : { f: 'read', key }
    },
    isRead: ({ f }) => f === 'read',
  }
}

/** As many enqueues, each of a new value, as dequeues. */
export function queueWorkload(options: KeyOptions = {}): Workload<QueueInput> {
  const keyOf = keyChooser({ keys: 1, ...options })
  return {
    name: 'queue',
    next(random, client, number) {
      const key = keyOf(random)
      return random.chance(1, 2) ? { f: 'enqueue', key, value: `${client}.${number}` } : { f: 'dequeue', key }
    },
    isRead: () => false,
  }
}

/** Each client acquires a lock, releases it, and so on; who was refused releases in vain. */
export function lockWorkload(options: KeyOptions = {}): Workload<MutexInput> {
  const { keys = 1 } = options
  return {
    name: 'lock',
    // A client takes the locks in turn, so that a release is of the lock that it acquired just before.
    next: (_random, owner, number) => ({
      f: number % 2 === 1 ? 'acquire' : 'release',
      key: `k${(Math.floor((number - 1) / 2) % keys) + 1}`,
      owner,
    }),
    isRead: () => false,
    isRefused: ({ f }, output) => f === 'release' && output === false,
  }
}

/** Elements added, removed and asked for, and the whole set read now and then. */
export function setWorkload(options: KeyOptions & { readonly values?: number } = {}): Workload<SetInput> {
  const { values = 8 } = options
  const keyOf = keyChooser({ keys: 1, ...options })
  return {
    name: 'set',
    next(random) {
      const key = keyOf(random)
      if (random.chance(1, 6)) return { f: 'read', key }
      return {
        f: random.pick(['add', 'add', 'remove', 'contains'] as const),
        key,
        value: random.int(1, values),
      }
    },
    isRead: ({ f }) => f === 'read' || f === 'contains',
  }
}

/** Transactions of one to four reads and appends, each value appended only once, as in Jepsen's list-append. */
export function listAppendWorkload(
  options: KeyOptions & { readonly length?: number } = {},
): Workload<Transaction<ListAppend>> {
  const { length = 4 } = options
  const keyOf = keyChooser({ keys: 3, ...options })
  return {
    name: 'list-append',
    next(random, client, number) {
      const value = Array.from({ length: random.int(1, length) }, (_, step): ListAppend => {
        const key = keyOf(random)
        return random.chance(1, 2) ? ['r', key, null] : ['append', key, `${client}.${number}.${step}`]
      })
      return { f: 'txn', value }
    },
    isRead: ({ value }) => value.every(([f]) => f === 'r'),
  }
}

/** Transfers of up to `most` between accounts, and reads of all balances. @throws UsageError for fewer than two accounts. */
export function bankWorkload(accounts: readonly string[], most = 20): Workload<BankInput> {
  if (accounts.length < 2)
    throw new UsageError(`Expected bankWorkload of two accounts or more, got ${accounts.length}.`)
  return {
    name: 'bank',
    next(random) {
      if (random.chance(1, 3)) return { f: 'read' }
      const [from, to] = random.sample(accounts, 2) as [string, string]
      return { f: 'transfer', from, to, amount: random.int(1, most) }
    },
    isRead: ({ f }) => f === 'read',
  }
}
