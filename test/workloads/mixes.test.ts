import { describe, expect, it } from 'vitest'
import type { History, Operation } from '../../src/checkers/history.ts'
import { checkListAppend } from '../../src/checkers/isolation/list-append.ts'
import { checkLinearizability } from '../../src/checkers/linearizability/check.ts'
import type { Model } from '../../src/checkers/linearizability/model.ts'
import { casRegister } from '../../src/checkers/models/cas-register.ts'
import { counter } from '../../src/checkers/models/counter.ts'
import { keyValue } from '../../src/checkers/models/key-value.ts'
import { mutex } from '../../src/checkers/models/mutex.ts'
import { queue } from '../../src/checkers/models/queue.ts'
import { register } from '../../src/checkers/models/register.ts'
import { set } from '../../src/checkers/models/set.ts'
import { UsageError } from '../../src/kernel/errors.ts'
import { Random } from '../../src/kernel/random.ts'
import { type Balances, bank } from '../../src/problems/machines/bank.ts'
import { counterStore } from '../../src/problems/machines/counter-store.ts'
import { keyValueStore } from '../../src/problems/machines/key-value-store.ts'
import { listAppendStore } from '../../src/problems/machines/list-append-store.ts'
import { lockTable } from '../../src/problems/machines/lock-table.ts'
import { queueStore } from '../../src/problems/machines/queue-store.ts'
import { registerStore } from '../../src/problems/machines/register-store.ts'
import { setStore } from '../../src/problems/machines/set-store.ts'
import type { StateMachine } from '../../src/problems/state-machine.ts'
import {
  bankWorkload,
  casWorkload,
  counterWorkload,
  keyValueWorkload,
  listAppendWorkload,
  lockWorkload,
  queueWorkload,
  registerWorkload,
  setWorkload,
} from '../../src/workloads/mixes.ts'
import type { Workload } from '../../src/workloads/workload.ts'

const clients = ['c1', 'c2', 'c3']

/** What three clients see who take turns, in an order drawn from the seed, at a machine that serves one at a time. */
function sequentialHistory(machine: StateMachine, workload: Workload, seed: number, length = 200): History {
  const random = new Random(`mixes/${seed}`)
  const state = machine.initial()
  const numbers = new Map<string, number>()
  return Array.from({ length }, (_, position): Operation => {
    const process = random.pick(clients)
    const number = (numbers.get(process) ?? 0) + 1
    numbers.set(process, number)
    const input = workload.next(random, process, number)
    const output = workload.isRead(input) ? machine.read(state, input) : machine.apply(state, input)
    const outcome = workload.isRefused?.(input, output) ? 'failed' : 'ok'
    return { process, input, output, outcome, invoked: 2 * position, returned: 2 * position + 1 }
  })
}

/** The same machine, but every `n`th command that changes something is answered and forgotten. */
function forgetful(machine: StateMachine, n: number): StateMachine {
  let count = 0
  return {
    ...machine,
    apply(state, command) {
      const before = structuredClone(state) as Record<string, unknown>
      const output = machine.apply(state, command)
      if (++count % n === 0) {
        const target = state as Record<string, unknown>
        for (const key of Object.keys(target)) delete target[key]
        Object.assign(target, before)
      }
      return output
    },
  }
}

const cases: [Workload, StateMachine, Model<unknown, unknown, unknown>][] = [
  [registerWorkload(), registerStore, register() as Model<unknown, unknown, unknown>],
  [casWorkload(), registerStore, casRegister() as Model<unknown, unknown, unknown>],
  [keyValueWorkload(), keyValueStore, keyValue() as Model<unknown, unknown, unknown>],
  [counterWorkload(), counterStore, counter() as Model<unknown, unknown, unknown>],
  [queueWorkload(), queueStore, queue() as Model<unknown, unknown, unknown>],
  [lockWorkload(), lockTable, mutex() as Model<unknown, unknown, unknown>],
  [setWorkload(), setStore, set() as Model<unknown, unknown, unknown>],
]

describe.each(cases.map((parts) => [parts[0].name, ...parts] as const))(
  '%s',
  (_name, workload, machine, model) => {
    it('is served by its state machine as its model has it', () => {
      for (let seed = 0; seed < 20; seed++) {
        const history = sequentialHistory(machine, workload, seed)
        expect(checkLinearizability(history, model, { explain: false }).verdict).toBe('linearizable')
      }
    })

    it('shows a machine that forgets every tenth command', () => {
      const history = sequentialHistory(forgetful(machine, 10), workload, 1)
      expect(checkLinearizability(history, model, { explain: false }).verdict).toBe('not-linearizable')
    })

    it('reads without changing anything', () => {
      const random = new Random('reads')
      const state = machine.initial()
      for (let number = 1; number <= 100; number++) {
        const input = workload.next(random, 'c1', number)
        if (!workload.isRead(input)) machine.apply(state, input)
        const before = JSON.stringify(state)
        machine.read(state, input)
        expect(JSON.stringify(state)).toBe(before)
      }
    })
  },
)

describe('list-append', () => {
  it('is strictly serializable where one transaction is applied after the other', () => {
    const history = sequentialHistory(listAppendStore, listAppendWorkload(), 1)
    expect(checkListAppend(history, { level: 'strict-serializable' }).verdict).toBe('valid')
  })

  it('shows a store that forgets', () => {
    const history = sequentialHistory(forgetful(listAppendStore, 10), listAppendWorkload(), 1)
    expect(checkListAppend(history, { level: 'strict-serializable' }).verdict).toBe('invalid')
  })
})

describe('bank', () => {
  const accounts = { alice: 100, bob: 50, carol: 0 }

  it('moves money and makes none, and no balance falls below 0', () => {
    const history = sequentialHistory(bank(accounts), bankWorkload(Object.keys(accounts)), 1)
    const reads = history.flatMap(({ output }) => (typeof output === 'object' ? [output as Balances] : []))
    expect(reads.length).toBeGreaterThan(30)
    for (const balances of reads) {
      const amounts = Object.values(balances)
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(150)
      expect(Math.min(...amounts)).toBeGreaterThanOrEqual(0)
    }
    expect(new Set(reads.map((balances) => JSON.stringify(balances))).size).toBeGreaterThan(10)
    expect(history.some(({ output }) => output === false)).toBe(true)
  })

  it('needs two accounts', () => {
    expect(() => bankWorkload(['alice'])).toThrow(UsageError)
  })
})
