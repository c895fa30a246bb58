import { describe, expect, test } from 'vitest'
import type { Operation } from '../../src/checkers/history.ts'
import { checkLinearizability } from '../../src/checkers/linearizability/check.ts'
import { impossible, type Model } from '../../src/checkers/linearizability/model.ts'
import { casRegister } from '../../src/checkers/models/cas-register.ts'
import { counter } from '../../src/checkers/models/counter.ts'
import { keyValue } from '../../src/checkers/models/key-value.ts'
import { multiRegister } from '../../src/checkers/models/multi-register.ts'
import { mutex } from '../../src/checkers/models/mutex.ts'
import { queue } from '../../src/checkers/models/queue.ts'
import { register } from '../../src/checkers/models/register.ts'
import { set } from '../../src/checkers/models/set.ts'
import { UsageError } from '../../src/kernel/errors.ts'

/** An operation of `process` from `invoked` to `returned`; indeterminate if it never returned. */
function op<Input>(
  process: string,
  invoked: number,
  returned: number | null,
  input: Input,
  output?: unknown,
): Operation<Input, never> {
  const outcome = returned === null ? 'indeterminate' : 'ok'
  return {
    process,
    invoked,
    returned,
    input,
    outcome,
    ...(output !== undefined && { output: output as never }),
  }
}

const write = (value: number) => ({ f: 'write' as const, value })
const read = { f: 'read' as const }
const enqueue = (value: string) => ({ f: 'enqueue' as const, value })
const dequeue = { f: 'dequeue' as const }

function verdictOf<State, Input, Output>(
  history: Operation<NoInfer<Input>, NoInfer<Output>>[],
  model: Model<State, Input, Output>,
) {
  return checkLinearizability(history, model).verdict
}

describe('Herlihy & Wing (1990), Fig. 1: queue histories', () => {
  test('H1: two dequeues return in the order of overlapping enqueues', () => {
    const history = [
      op('A', 0, 3, enqueue('x')),
      op('B', 1, 4, enqueue('y')),
      op('B', 5, 8, dequeue, 'x'),
      op('A', 6, 9, dequeue, 'y'),
      op('A', 10, null, enqueue('z')),
    ]
    expect(verdictOf(history, queue())).toBe('linearizable')
  })

  test('H2: a value enqueued later is dequeued first', () => {
    const history = [op('A', 0, 1, enqueue('x')), op('B', 2, 3, enqueue('y')), op('A', 4, 5, dequeue, 'y')]
    const result = checkLinearizability(history, queue())
    expect(result).toMatchObject({ verdict: 'not-linearizable', violation: { stuck: history[2] } })
  })

  test('H3: a dequeue overlapping the enqueue may see it', () => {
    const history = [op('A', 0, 3, enqueue('x')), op('B', 1, 2, dequeue, 'x')]
    expect(verdictOf(history, queue())).toBe('linearizable')
  })

  test('H4: one value is dequeued twice', () => {
    const history = [
      op('A', 0, 4, enqueue('x')),
      op('B', 1, 5, enqueue('y')),
      op('A', 6, 8, dequeue, 'y'),
      op('C', 7, 9, dequeue, 'y'),
    ]
    expect(verdictOf(history, queue())).toBe('not-linearizable')
  })
})

describe('registers', () => {
  test('a stale read: the smallest part that fails is the two writes and the read', () => {
    const history = [
      op('p', 0, 1, write(1)),
      op('q', 2, 3, read, 1),
      op('p', 4, 5, write(2)),
      op('q', 6, 7, read, 2),
      op('q', 8, 9, read, 1),
    ]
    const result = checkLinearizability(history, register())
    if (result.verdict !== 'not-linearizable') throw new Error(result.verdict)
    expect(result.violation).toMatchObject({ stuck: history[4], lastState: 2, isMinimal: true })
    expect(result.violation!.minimal).toEqual([history[0], history[2], history[4]])
    expect(result.violation!.explanation).toBe(
      [
        'Not linearizable (register): no order of the operations explains "read → 1" by q, which returned at 9.',
        'All that returned before can be explained, and leaves 2.',
        'The smallest part of the history that fails:',
        '  p  write 1   0–1',
        '  p  write 2   4–5',
        '  q  read → 1  8–9',
      ].join('\n'),
    )
  })

  test('new/old inversion: of two reads during one write the later sees the older value (Lamport 1986)', () => {
    const history = [
      op('w', 0, 1, write(1)),
      op('w', 2, 7, write(2)),
      op('r', 3, 4, read, 2),
      op('s', 5, 6, read, 1),
    ]
    expect(checkLinearizability(history, register())).toMatchObject({
      verdict: 'not-linearizable',
      violation: { stuck: history[3] },
    })
    expect(
      verdictOf([history[0]!, history[1]!, { ...history[3]!, invoked: 3, returned: 4 }], register()),
    ).toBe('linearizable')
  })

  test('a write that timed out may take effect long after, but only once', () => {
    const late = [
      op('p', 0, null, write(1)),
      op('q', 1, 2, write(2)),
      op('q', 3, 4, read, 2),
      op('q', 5, 6, read, 1),
    ]
    expect(verdictOf(late, register())).toBe('linearizable')
    expect(verdictOf([...late, op('q', 7, 8, read, 2)], register())).toBe('not-linearizable')
  })

  test('a failed write cannot be read', () => {
    const failed: Operation<ReturnType<typeof write> | typeof read> = {
      ...op('p', 0, 1, write(1)),
      outcome: 'failed',
    }
    expect(verdictOf([failed, op('q', 2, 3, read, 1)], register())).toBe('not-linearizable')
  })

  test('keys are judged one by one, and the violation names its key', () => {
    const history = [
      op('p', 0, 1, { f: 'write' as const, key: 'x', value: 1 }),
      op('p', 2, 3, { f: 'write' as const, key: 'y', value: 2 }),
      op('q', 4, 5, { f: 'read' as const, key: 'x' }, 2),
    ]
    expect(checkLinearizability(history, register())).toMatchObject({ violation: { key: 'x' } })
  })
})

describe('the choices a history format leaves', () => {
  const failedCas = {
    ...op('q', 2, 3, { f: 'cas' as const, value: [1, 2] as const }),
    outcome: 'failed' as const,
  }
  const history = [op('p', 0, 1, write(1)), failedCas]

  test('a failed compare-and-set says nothing, or is an observation', () => {
    expect(verdictOf(history, casRegister())).toBe('linearizable')
    expect(verdictOf(history, casRegister({ failures: 'observed' }))).toBe('not-linearizable')
  })

  test('a compare-and-set that returned false is always an observation', () => {
    const refused = { ...failedCas, outcome: 'ok' as const, output: false as never }
    expect(verdictOf([history[0]!, refused], casRegister())).toBe('not-linearizable')
  })

  test('a lock is released by its owner alone, where owners are named', () => {
    const acquire = op('p', 0, 1, { f: 'acquire' as const, owner: 'alice' })
    expect(verdictOf([acquire, op('q', 2, 3, { f: 'release' as const, owner: 'bob' })], mutex())).toBe(
      'not-linearizable',
    )
    expect(verdictOf([acquire, op('q', 2, 3, { f: 'release' as const })], mutex())).toBe('linearizable')
  })

  test('a set without whole reads is judged element by element, with one as a whole', () => {
    const add = (value: number, at: number) => op('p', at, at + 1, { f: 'add' as const, value }, true)
    expect(verdictOf([add(1, 0), add(2, 2), op('q', 4, 5, read, [2, 1])], set())).toBe('linearizable')
    expect(verdictOf([add(1, 0), add(2, 2), op('q', 4, 5, read, [2])], set())).toBe('not-linearizable')
  })

  test('strings are appended to as well as lists', () => {
    const append = (value: string, at: number) => op('p', at, at + 1, { f: 'append' as const, value })
    const texts = [append('a', 0), append('b', 2), op('q', 4, 5, read, 'ab')]
    expect(verdictOf(texts, keyValue({ initial: '' }))).toBe('linearizable')
    expect(verdictOf([...texts, op('q', 6, 7, read, 'ba')], keyValue({ initial: '' }))).toBe(
      'not-linearizable',
    )
  })

  test('an increment may return the sum', () => {
    const add = (at: number, sum: number) => op('p', at, at + 1, { f: 'add' as const, value: 1 }, sum)
    expect(verdictOf([add(0, 1), add(2, 2)], counter())).toBe('linearizable')
    expect(verdictOf([add(0, 1), add(2, 1)], counter())).toBe('not-linearizable')
  })

  test('transactions on registers happen all at once', () => {
    const txn = (process: string, at: number, to: number, ...value: ['r' | 'w', string, number | null][]) =>
      op(process, at, to, { f: 'txn' as const, value }, value)
    const torn = [
      txn('p', 0, 5, ['w', 'x', 1], ['w', 'y', 1]),
      txn('q', 1, 2, ['r', 'x', 1], ['r', 'y', null]),
    ]
    expect(verdictOf(torn, multiRegister())).toBe('not-linearizable')
    expect(verdictOf([torn[0]!, txn('q', 1, 2, ['r', 'x', 1], ['r', 'y', 1])], multiRegister())).toBe(
      'linearizable',
    )
  })
})

describe('limits and mistakes', () => {
  // Every order of the adds is as good as another, and none gives the sum that was read.
  const hard: Operation<{ f: 'add'; value: number } | { f: 'read' }, number>[] = [
    ...Array.from({ length: 20 }, (_, i) => op(`p${i}`, i, 42 + i, { f: 'add' as const, value: 2 ** i + 1 })),
    op('reader', 40, 41, read, 3.5) as never,
  ]

  test('a budget that is too small gives unknown, the same each time', () => {
    const once = checkLinearizability(hard, counter(), { budget: 1000 })
    expect(once).toEqual({ verdict: 'unknown', steps: 1000, undecided: [''] })
    expect(checkLinearizability(hard, counter(), { budget: 1000 })).toEqual(once)
  })

  test('it stops when told to', () => {
    let asked = 0
    const { verdict, steps } = checkLinearizability(hard, counter(), { stop: () => ++asked > 3 })
    expect(verdict).toBe('unknown')
    expect(steps).toBeLessThan(10_000)
  })

  test('one object that fails settles it, whatever is unknown of another', () => {
    const on = <Input>(
      key: string,
      operation: Operation<Input, never>,
    ): Operation<Input & { key: string }, never> => ({
      ...operation,
      input: { ...operation.input, key },
    })
    const history = [
      ...hard.map((operation) => on('hard', operation as never)),
      on('easy', op('q', 100, 101, read, 7) as never),
    ]
    expect(checkLinearizability(history, counter() as never, { budget: 2000 })).toMatchObject({
      verdict: 'not-linearizable',
      violation: { key: 'easy' },
    })
  })

  test('positions must be those of one order', () => {
    const same = [op('p', 0, 2, write(1)), op('q', 1, 2, write(2))]
    expect(() => verdictOf(same, register())).toThrow(UsageError)
    expect(() => verdictOf([op('p', 3, 2, write(1))], register())).toThrow(UsageError)
    expect(() => verdictOf([{ ...op('p', 0, 2, write(1)), outcome: 'indeterminate' }], register())).toThrow(
      UsageError,
    )
  })

  test('a model that contradicts itself is told so', () => {
    const liar: Model<number, { f: 'add' }, number> = {
      name: 'liar',
      initial: () => 0,
      step: (sum) => sum + 1,
      isRead: () => true,
    }
    expect(() => verdictOf([op('p', 0, 1, { f: 'add' as const })], liar)).toThrow(/isRead/)
    const overwriter: Model<number, { f: 'add' }, number> = {
      name: 'liar',
      initial: () => 0,
      step: () => impossible,
      overwrites: () => true,
    }
    expect(() => verdictOf([op('p', 0, 1, { f: 'add' as const })], overwriter)).toThrow(/overwrites/)
  })

  test('a model of a user needs a name, an initial state and steps', () => {
    const stack: Model<readonly string[], { push: string } | { pop: true }, string> = {
      name: 'stack',
      initial: () => [],
      step(items, input, output) {
        if ('push' in input) return [...items, input.push]
        return items.length > 0 && (output === undefined || items.at(-1) === output)
          ? items.slice(0, -1)
          : impossible
      },
    }
    const history = [
      op('p', 0, 1, { push: 'a' }),
      op('p', 2, 3, { push: 'b' }),
      op('q', 4, 5, { pop: true as const }, 'a'),
    ]
    expect(checkLinearizability(history, stack)).toMatchObject({
      verdict: 'not-linearizable',
      violation: { stuck: history[2], lastState: ['a', 'b'] },
    })
  })
})
