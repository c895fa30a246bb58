import type { Operation } from '../../src/checkers/history.ts'
import { checkLinearizability } from '../../src/checkers/linearizability/check.ts'
import type { Model } from '../../src/checkers/linearizability/model.ts'
import { casRegister } from '../../src/checkers/models/cas-register.ts'
import { counter } from '../../src/checkers/models/counter.ts'
import { keyValue } from '../../src/checkers/models/key-value.ts'
import { mutex } from '../../src/checkers/models/mutex.ts'
import { queue } from '../../src/checkers/models/queue.ts'
import { register } from '../../src/checkers/models/register.ts'
import { set } from '../../src/checkers/models/set.ts'
import { Random } from '../../src/kernel/random.ts'
import { nanosecondsPer } from '../stopwatch.ts'

interface Load {
  readonly kind: 'register' | 'cas' | 'append' | 'counter' | 'queue' | 'set' | 'mutex'
  readonly operations: number
  readonly clients: number
  readonly keys: number
  /** How many different values are written; undefined: each one once. */
  readonly values?: number
  /** In a hundred operations, how many are indeterminate. */
  readonly indeterminate?: number
  readonly fails?: boolean
}

const models: Record<Load['kind'], () => unknown> = {
  register: () => register(),
  cas: () => casRegister(),
  append: () => keyValue(),
  counter: () => counter(),
  queue: () => queue(),
  set: () => set(),
  mutex: () => mutex(),
}

type Answer = (input: { f: string; value?: unknown }) => unknown

const objects: Record<Load['kind'], () => Answer> = {
  register: registerObject,
  cas: registerObject,
  append() {
    let list: readonly unknown[] = []
    return ({ f, value }) => {
      if (f === 'append') list = [...list, value]
      return f === 'append' ? true : list
    }
  },
  counter() {
    let sum = 0
    return ({ f, value }) => {
      if (f === 'add') sum += value as number
      return f === 'add' ? null : sum
    }
  },
  queue() {
    const queued: unknown[] = []
    return ({ f, value }) => (f === 'enqueue' ? queued.push(value) > 0 : (queued.shift() ?? null))
  },
  set() {
    const elements = new Set()
    return ({ f, value }) => {
      const isIn = elements.has(value)
      if (f === 'add') elements.add(value)
      if (f === 'remove') elements.delete(value)
      return f === 'add' ? !isIn : isIn
    }
  },
  mutex() {
    let held = false
    return ({ f }) => {
      const granted = f === 'release' || !held
      held = f !== 'release'
      return granted
    }
  },
}

function registerObject(): Answer {
  let current: unknown = null
  return ({ f, value }) => {
    if (f === 'read') return current
    const [from, to] = f === 'write' ? [current, value] : (value as [unknown, unknown])
    if (from !== current) return false
    current = to
    return true
  }
}

function historyOf(load: Load, seed: number): Operation[] {
  const random = new Random(`bench/linearizability/${JSON.stringify(load)}/${seed}`)
  const keyed = new Map<string, { answer: Answer; last: unknown; holder: number }>()
  const history: { -readonly [Name in keyof Operation]: Operation[Name] }[] = []
  const underWay: ({ operation: (typeof history)[number]; key: string; took: boolean } | undefined)[] = []
  let position = 0
  let written = 0
  const value = () => (load.values === undefined ? ++written : random.int(1, load.values))
  const inputOf = (client: number, key: string): { f: string; key: string; value?: unknown } => {
    const share = random.int(0, 99)
    const { last, holder } = keyed.get(key)!
    switch (load.kind) {
      case 'register':
        return share < 50 ? { f: 'read', key } : { f: 'write', key, value: value() }
      case 'cas':
        if (share < 50) return { f: 'read', key }
        return share < 75 ? { f: 'write', key, value: value() } : { f: 'cas', key, value: [last, value()] }
      case 'append':
        return share < 50 ? { f: 'read', key } : { f: 'append', key, value: value() }
      case 'counter':
        return share < 50 ? { f: 'read', key } : { f: 'add', key, value: random.int(1, 3) }
      case 'queue':
        return share < 50 ? { f: 'dequeue', key } : { f: 'enqueue', key, value: value() }
      case 'set':
        return { f: share < 50 ? 'contains' : share < 75 ? 'add' : 'remove', key, value: value() }
      case 'mutex':
        return { f: holder === client ? 'release' : 'acquire', key }
    }
  }
  while (history.length < load.operations || underWay.some((busy) => busy !== undefined)) {
    const client = random.int(0, load.clients - 1)
    const busy = underWay[client]
    if (busy === undefined) {
      if (history.length >= load.operations) continue
      const key = `k${random.int(0, load.keys - 1)}`
      if (!keyed.has(key)) keyed.set(key, { answer: objects[load.kind](), last: null, holder: -1 })
      const input = inputOf(client, key)
      const operation = {
        process: `c${client}`,
        input,
        outcome: 'ok' as const,
        invoked: position++,
        returned: null,
      }
      history.push(operation)
      underWay[client] = { operation, key, took: false }
    } else if (!busy.took) {
      const object = keyed.get(busy.key)!
      const input = busy.operation.input as { f: string; value?: unknown }
      const output = object.answer(input)
      if (input.f === 'read' || input.f === 'dequeue') object.last = output
      if (input.f === 'acquire' && output === true) object.holder = client
      if (input.f === 'release') object.holder = -1
      busy.operation.output = output
      busy.took = true
    } else {
      if (random.int(0, 99) < (load.indeterminate ?? 0) && load.kind !== 'mutex') {
        busy.operation.outcome = 'indeterminate'
        delete busy.operation.output
      } else busy.operation.returned = position++
      underWay[client] = undefined
    }
  }
  return load.fails ? withOldAnswer(history) : history
}

/** Exchanges an answer near the end for one that was right some hundred operations before. */
function withOldAnswer(history: Operation[]): Operation[] {
  const answers = history.filter(({ input, outcome, output }) => {
    const { f } = input as { f: string }
    return outcome === 'ok' && (f === 'read' || (f === 'dequeue' && output !== null))
  })
  const late = answers.at(-20)!
  const early = [...answers]
    .reverse()
    .find((old, i) => i > 100 && JSON.stringify(old.output) !== JSON.stringify(late.output))!
  return history.map((operation) => (operation === late ? { ...operation, output: early.output } : operation))
}

const linearizable: Load[] = [
  ...[undefined, 50, 5].flatMap((values) =>
    [5, 10, 20].flatMap((clients) =>
      [1, 10, 100].map(
        (keys): Load => ({ kind: 'register', operations: 10_000, clients, keys, ...(values && { values }) }),
      ),
    ),
  ),
  ...[5, 10, 20].flatMap((clients) =>
    [1, 100].map((keys): Load => ({ kind: 'cas', operations: 10_000, clients, keys, values: 5 })),
  ),
  ...[1, 10].flatMap((keys) =>
    (['append', 'counter', 'queue', 'set', 'mutex'] as const).map(
      (kind): Load => ({
        kind,
        operations: 10_000,
        clients: 10,
        keys,
        ...(kind === 'set' && { values: 20 }),
      }),
    ),
  ),
  { kind: 'register', operations: 10_000, clients: 10, keys: 10, values: 5, indeterminate: 2 },
  { kind: 'cas', operations: 10_000, clients: 10, keys: 10, values: 5, indeterminate: 2 },
]

const failing: Load[] = [
  { kind: 'register', operations: 1_000, clients: 15, keys: 1, fails: true },
  { kind: 'register', operations: 1_000, clients: 15, keys: 1, values: 50, fails: true },
  { kind: 'register', operations: 10_000, clients: 15, keys: 1, fails: true },
  { kind: 'register', operations: 10_000, clients: 15, keys: 1, values: 50, fails: true },
  { kind: 'cas', operations: 1_000, clients: 15, keys: 1, values: 50, fails: true },
  { kind: 'cas', operations: 10_000, clients: 15, keys: 1, values: 50, fails: true },
  { kind: 'append', operations: 1_000, clients: 15, keys: 1, fails: true },
  { kind: 'counter', operations: 1_000, clients: 15, keys: 1, fails: true },
  { kind: 'queue', operations: 1_000, clients: 15, keys: 1, fails: true },
  { kind: 'register', operations: 1_000, clients: 15, keys: 1, values: 50, indeterminate: 1, fails: true },
]

function nameOf({ kind, operations, clients, keys, values, indeterminate, fails }: Load): string {
  const parts = [kind, `${operations} operations`, `${clients} clients`, `${keys} keys`]
  if (kind !== 'counter' && kind !== 'mutex')
    parts.push(values === undefined ? 'unique values' : `${values} values`)
  if (indeterminate !== undefined) parts.push(`${indeterminate}% indeterminate`)
  if (fails) parts.push('fails')
  return parts.join(', ')
}

/**
 * Deciding over histories of a real object, each operation of which takes effect at some moment between its invocation
 * and its return, so that they are linearizable; in a failing one a late answer was exchanged for an older one.
 * @param words of the names of the loads, joined by `+`; nanoseconds an operation, over a history of each of 9 seeds.
 */
export function checkHistories(words: string): number {
  const loads = [...linearizable, ...failing].filter((load) =>
    words.split('+').every((word) => ` ${nameOf(load)},`.includes(` ${word.replaceAll('_', ' ')}`)),
  )
  const work = loads.flatMap((load) => {
    const model = models[load.kind]() as Model<unknown, unknown, unknown>
    return Array.from({ length: 9 }, (_, seed) => ({ model, history: historyOf(load, seed) }))
  })
  return nanosecondsPer(() => {
    let operations = 0
    for (const { history, model } of work) {
      checkLinearizability(history, model, { budget: 20_000_000 })
      operations += history.length
    }
    return operations
  })
}
