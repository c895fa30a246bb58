import fc from 'fast-check'
import type { Operation, Outcome } from '../../../src/checkers/history.ts'
import type { Model } from '../../../src/checkers/linearizability/model.ts'
import { type CasRegisterInput, casRegister } from '../../../src/checkers/models/cas-register.ts'
import { counter } from '../../../src/checkers/models/counter.ts'
import { type KeyValueInput, keyValue } from '../../../src/checkers/models/key-value.ts'
import { type MultiRegisterOutput, multiRegister } from '../../../src/checkers/models/multi-register.ts'
import { type MutexInput, mutex } from '../../../src/checkers/models/mutex.ts'
import { queue } from '../../../src/checkers/models/queue.ts'
import { register } from '../../../src/checkers/models/register.ts'
import { set } from '../../../src/checkers/models/set.ts'

type Plain = Model<unknown, unknown, unknown>

/** A real sequential object to compare a model with, and what is done to it. */
export interface Subject {
  readonly name: string
  readonly model: Plain
  readonly inputs: fc.Arbitrary<unknown>
  /** A fresh object, which answers one input after another; `undefined` for an operation that cannot happen now. */
  readonly create: () => (input: unknown) => unknown
  /** Other answers that could be claimed. */
  readonly outputs: fc.Arbitrary<unknown>
  /** The answer with what is claimed in place of the truth. */
  readonly lie: (claim: unknown, answer: unknown) => unknown
}

function subject<State, Input, Output>(
  name: string,
  model: Model<State, Input, Output>,
  inputs: fc.Arbitrary<NoInfer<Input>>,
  outputs: fc.Arbitrary<unknown>,
  create: () => (input: NoInfer<Input>) => unknown,
  lie: Subject['lie'] = (claim) => claim,
): Subject {
  return { lie, name, model: model as unknown as Plain, inputs, outputs, create: create as Subject['create'] }
}

const small = fc.integer({ min: 1, max: 3 })
const key = fc.constantFrom('x', 'x', 'y')
const read = fc.record({ f: fc.constant('read' as const), key })

function registers(): (input: CasRegisterInput) => unknown {
  const values = new Map<unknown, unknown>()
  return (input) => {
    const value = values.get(input.key) ?? null
    if (input.f === 'read') return value
    if (input.f === 'write') values.set(input.key, input.value)
    else if (input.value[0] !== value) return false
    else values.set(input.key, input.value[1])
    return true
  }
}

const write = fc.record({ f: fc.constant('write' as const), key, value: small })
const cas = fc.record({ f: fc.constant('cas' as const), key, value: fc.tuple(small, small) })
const registerOutputs = fc.oneof(small, fc.constant(null), fc.constant(false))

function keyValues(initial: readonly unknown[] | string): () => (input: KeyValueInput) => unknown {
  return () => {
    const values = new Map<unknown, readonly unknown[] | string>()
    return (input) => {
      const value = values.get(input.key) ?? initial
      if (input.f === 'read') return value
      if (input.f === 'write') values.set(input.key, input.value)
      else
        values.set(
          input.key,
          typeof value === 'string' ? value + String(input.value) : [...value, input.value],
        )
      return true
    }
  }
}

const append = fc.record({ f: fc.constant('append' as const), key, value: small })

function locks({ f, key: lock, owner }: MutexInput, holders: Map<unknown, string | true>): unknown {
  const holder = holders.get(lock)
  if (f === 'acquire') {
    if (holder !== undefined) return false
    holders.set(lock, owner ?? true)
    return true
  }
  if (holder === undefined || (owner !== undefined && holder !== true && holder !== owner)) return undefined
  holders.delete(lock)
  return true
}

const owner = fc.constantFrom('alice', 'bob')
const locking = fc.record(
  { f: fc.constantFrom('acquire' as const, 'release' as const), key, owner },
  { requiredKeys: ['f', 'key'] },
)

/** Every model, with variants that take another way through the checker. */
export const subjects: readonly Subject[] = [
  subject('register', register(), fc.oneof(read, write), registerOutputs, registers),
  subject('cas-register', casRegister(), fc.oneof(read, write, cas, cas), registerOutputs, registers),
  subject(
    'cas-register whose failures are observed',
    casRegister({ failures: 'observed' }),
    fc.oneof(read, write, cas, cas),
    registerOutputs,
    registers,
  ),
  subject(
    'key-value of lists, appended to only',
    keyValue(),
    fc.oneof(read, append),
    fc.array(small, { maxLength: 3 }),
    keyValues([]),
  ),
  subject(
    'key-value of lists',
    keyValue(),
    fc.oneof(
      read,
      append,
      append,
      write.map((input) => ({ ...input, value: [input.value] })),
    ),
    fc.array(small, { maxLength: 3 }),
    keyValues([]),
  ),
  subject(
    'key-value of texts, appended to only',
    keyValue({ initial: '' }),
    fc.oneof(
      read,
      fc.record({ f: fc.constant('append' as const), key, value: fc.constantFrom('', 'a', 'ab', 'b') }),
    ),
    fc.constantFrom('', 'a', 'ab', 'aba', 'b', 'ba'),
    keyValues(''),
  ),
  subject(
    'counter',
    counter(),
    fc.oneof(
      read,
      fc.record({ f: fc.constant('add' as const), key, value: fc.integer({ min: -1, max: 2 }) }),
    ),
    fc.integer({ min: -1, max: 5 }),
    () => {
      const sums = new Map<unknown, number>()
      return (input) => {
        const sum = (sums.get(input.key) ?? 0) + (input.f === 'add' ? input.value : 0)
        sums.set(input.key, sum)
        return sum
      }
    },
  ),
  ...(['ignored', 'observed'] as const).map((failures) =>
    subject(
      `queue whose failures are ${failures}`,
      queue({ failures }),
      fc.oneof(
        fc.record({
          f: fc.constant('enqueue' as const),
          key,
          value: fc.integer({ min: 1, max: failures === 'observed' ? 5 : 20 }),
        }),
        fc.record({ f: fc.constant('dequeue' as const), key }),
      ),
      fc.oneof(small, fc.constant(null)),
      () => {
        const queues = new Map<unknown, unknown[]>()
        return (input) => {
          if (!queues.has(input.key)) queues.set(input.key, [])
          const queued = queues.get(input.key)!
          return input.f === 'enqueue' ? queued.push(input.value) > 0 : (queued.shift() ?? null)
        }
      },
    ),
  ),
  ...([false, true] as const).map((whole) =>
    subject(
      whole ? 'set that is read whole' : 'set',
      set(),
      fc.oneof(
        fc.record({
          f: fc.constantFrom('add' as const, 'remove' as const, 'contains' as const),
          key,
          value: small,
        }),
        ...(whole ? [read] : []),
      ),
      whole ? fc.oneof(fc.boolean(), fc.uniqueArray(small, { maxLength: 3 })) : fc.boolean(),
      () => {
        const sets = new Map<unknown, Set<unknown>>()
        return (input) => {
          if (!sets.has(input.key)) sets.set(input.key, new Set())
          const elements = sets.get(input.key)!
          if (input.f === 'read') return [...elements].reverse()
          const isIn = elements.has(input.value)
          if (input.f === 'add') elements.add(input.value)
          if (input.f === 'remove') elements.delete(input.value)
          return input.f === 'add' ? !isIn : isIn
        }
      },
    ),
  ),
  ...(['ignored', 'observed'] as const).map((failures) =>
    subject(`mutex whose failures are ${failures}`, mutex({ failures }), locking, fc.boolean(), () => {
      const holders = new Map<unknown, string | true>()
      return (input) => locks(input, holders)
    }),
  ),
  subject(
    'multi-register',
    multiRegister(),
    fc
      .array(
        fc.oneof(
          fc.tuple(fc.constant('r' as const), fc.constantFrom('x', 'y', 'z'), fc.constant(null)),
          fc.tuple(fc.constant('w' as const), fc.constantFrom('x', 'y', 'z'), small),
        ),
        { minLength: 1, maxLength: 2 },
      )
      .map((value) => ({ f: 'txn' as const, value })),
    fc.array(fc.oneof(small, fc.constant(null)), { minLength: 2, maxLength: 2 }),
    () => {
      const values = new Map<unknown, unknown>()
      return (input) =>
        input.value.map(([f, register, value]) => {
          if (f === 'w') values.set(register, value)
          return [f, register, values.get(register) ?? null]
        })
    },
    (claim, answer) =>
      (answer as MultiRegisterOutput).map(([f, register, value], i) =>
        f === 'r' ? [f, register, (claim as unknown[])[i]] : [f, register, value],
      ),
  ),
]

/** What a random history is made of: when an operation takes effect, and how far around it its interval reaches. */
interface Draft {
  readonly input: unknown
  readonly before: number
  readonly after: number
  readonly outcome: Outcome
  readonly tookEffect: boolean
  readonly claim: unknown
}

/**
 * Histories of a real object: operations take effect one by one, each within its interval. With `lies`, some of the
 * answers are made up, so that the history may or may not be linearizable.
 */
export function histories(
  { inputs, outputs, create, model, lie }: Subject,
  { most, lies }: { readonly most: number; readonly lies: boolean },
): fc.Arbitrary<Operation[]> {
  const outcome = fc.constantFrom<Outcome>('ok', 'ok', 'ok', 'ok', 'indeterminate', 'failed')
  const draft: fc.Arbitrary<Draft> = fc.record({
    input: inputs,
    before: fc.integer({ min: 1, max: 40 }),
    after: fc.integer({ min: 1, max: 40 }),
    outcome,
    tookEffect: fc.boolean(),
    claim: lies ? fc.option(outputs, { nil: undefined, freq: 3 }) : fc.constant(undefined),
  })
  return fc.array(draft, { maxLength: most }).map((drafts) => {
    const invoke = create()
    const operations = drafts.flatMap((drafted, i): Operation[] => {
      const { input, outcome: drawn, tookEffect, before, after, claim } = drafted
      const times = { invoked: 10 * i - before, returned: 10 * i + after }
      if (drawn === 'failed') {
        // Where a failure says something, only a lie can claim one here.
        if (model.mayFail !== undefined && !lies) return []
        return [{ process: `p${i}`, input, outcome: drawn, ...times }]
      }
      if (drawn === 'indeterminate' && !tookEffect) {
        return [{ process: `p${i}`, input, outcome: drawn, ...times, returned: null }]
      }
      const answer = invoke(input)
      if (drawn === 'indeterminate')
        return [{ process: `p${i}`, input, outcome: drawn, ...times, returned: null }]
      if (answer === undefined) return lies ? [{ process: `p${i}`, input, outcome: drawn, ...times }] : []
      return [
        {
          process: `p${i}`,
          input,
          outcome: drawn,
          output: claim === undefined ? answer : lie(claim, answer),
          ...times,
        },
      ]
    })
    return renumbered(operations)
  })
}

/** The same history with positions 0, 1, 2, …, ties broken by the order of the list, and ordered by invocation. */
function renumbered(operations: readonly Operation[]): Operation[] {
  const events = operations.flatMap(({ invoked, returned }, i) => [
    { at: invoked, i, returns: false },
    ...(returned === null ? [] : [{ at: returned, i, returns: true }]),
  ])
  events.sort((a, b) => a.at - b.at)
  const position = (i: number, returns: boolean) =>
    events.findIndex((event) => event.i === i && event.returns === returns)
  return operations
    .map((operation, i) => ({
      ...operation,
      invoked: position(i, false),
      returned: operation.returned === null ? null : position(i, true),
    }))
    .sort((a, b) => a.invoked - b.invoked)
}
