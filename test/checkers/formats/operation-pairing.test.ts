import { describe, expect, it } from 'vitest'
import { readHistory } from '../../../src/checkers/formats/history-reader.ts'
import { OperationPairing } from '../../../src/checkers/formats/operation-pairing.ts'
import type { History } from '../../../src/checkers/history.ts'
import { checkLinearizability } from '../../../src/checkers/linearizability/check.ts'
import { type QueueInput, queue } from '../../../src/checkers/models/queue.ts'

type Event = Readonly<Record<string, unknown>>

function paired(events: readonly unknown[], keys?: 'independent' | 'single') {
  const pairing = new OperationPairing(keys)
  for (const [i, event] of events.entries()) pairing.add(event, i + 1)
  return pairing.finish()
}

const invoke = (process: unknown, f: string, value: unknown = null): Event => ({
  process,
  type: 'invoke',
  f,
  value,
})
const ok = (process: unknown, f: string, value: unknown = null): Event => ({ process, type: 'ok', f, value })

describe('events', () => {
  it('are paired by process, and placed in one order', () => {
    expect(paired([invoke(0, 'write', 3), invoke(1, 'read'), ok(1, 'read', 3), ok(0, 'write', 3)])).toEqual([
      { process: '0', input: { f: 'write', value: 3 }, outcome: 'ok', output: null, invoked: 0, returned: 3 },
      { process: '1', input: { f: 'read', value: null }, outcome: 'ok', output: 3, invoked: 1, returned: 2 },
    ])
  })

  it('that fail say that the operation did not happen', () => {
    const [cas] = paired([invoke(0, 'cas', [1, 2]), { process: 0, type: 'fail', f: 'cas', value: [1, 2] }])
    expect(cas).toEqual({
      process: '0',
      input: { f: 'cas', value: [1, 2] },
      outcome: 'failed',
      invoked: 0,
      returned: 1,
    })
  })

  it('that are info, or missing, leave the operation indeterminate, with what it was invoked with', () => {
    const history = paired([
      invoke(0, 'write', 4),
      invoke(1, 'write', 5),
      { process: 0, type: 'info', f: 'write', value: 'timed-out' },
    ])
    expect(history).toEqual([
      { process: '0', input: { f: 'write', value: 4 }, outcome: 'indeterminate', invoked: 0, returned: null },
      { process: '1', input: { f: 'write', value: 5 }, outcome: 'indeterminate', invoked: 1, returned: null },
    ])
  })

  it('of a process that goes on after an info are those of a new one', () => {
    const info = { process: 3, type: 'info', f: 'read' }
    const history = paired([
      invoke(3, 'read'),
      info,
      invoke(3, 'read'),
      info,
      invoke(3, 'read'),
      ok(3, 'read', 1),
    ])
    expect(history.map(({ process }) => process)).toEqual(['3', '3#2', '3#3'])
  })

  it('of the nemesis are left out', () => {
    const nemesis = { process: 'nemesis', type: 'info', f: 'start', value: 'n1' }
    expect(
      paired([nemesis, invoke(0, 'read'), { ...nemesis, process: ':nemesis' }, ok(0, 'read', 1)]),
    ).toHaveLength(1)
  })

  it('give an output only where they say something new, save those of transactions', () => {
    const output = (f: string, given: unknown, returned: unknown) =>
      paired([invoke(0, f, given), ok(0, f, returned)])[0]!.output
    expect(output('add', 5, 5)).toBeNull()
    expect(output('cas', [1, 2], [1, 2])).toBeNull()
    expect(output('cas', [1, 2], false)).toBe(false)
    expect(output('dequeue', null, null)).toBeNull()
    expect(output('read', null, [1, 2])).toEqual([1, 2])
    const txn = [['append', 'x', 1]]
    expect(output('txn', txn, txn)).toEqual(txn)
  })

  it('tell the time in nanoseconds, which becomes microseconds', () => {
    const [operation] = paired([
      { ...invoke(0, 'read'), time: 1999 },
      { ...ok(0, 'read'), time: 5000 },
    ])
    expect(operation).toMatchObject({ invokedAt: 1, returnedAt: 5 })
  })

  it('may name their key, and need not say that they are transactions', () => {
    expect(paired([{ ...invoke(0, 'write', 3), key: 'x' }])[0]!.input).toEqual({
      f: 'write',
      key: 'x',
      value: 3,
    })
    const value = [['r', 'x', null]]
    expect(
      paired([
        { type: 'invoke', value },
        { type: 'ok', value: [['r', 'x', 1]] },
      ])[0],
    ).toMatchObject({
      process: 'nil',
      input: { f: 'txn', value },
      output: [['r', 'x', 1]],
    })
  })
})

describe('independent keys', () => {
  const events = [
    invoke(0, 'read', ['x', null]),
    invoke(1, 'cas', ['y', [1, 2]]),
    ok(0, 'read', ['x', 7]),
    ok(1, 'cas', ['y', [1, 2]]),
  ]
  const history = [
    { input: { f: 'read', key: 'x', value: null }, output: 7 },
    { input: { f: 'cas', key: 'y', value: [1, 2] }, output: null },
  ]

  it('are seen where every value is a pair, and a read is invoked with its key alone', () => {
    expect(paired(events)).toMatchObject(history)
    expect(paired(events, 'independent')).toMatchObject(history)
    expect(paired(events, 'single')).toMatchObject([
      { output: ['x', 7] },
      { input: { value: ['y', [1, 2]] } },
    ])
  })

  it('are not seen in the pairs of a CAS', () => {
    const pairs = [invoke(0, 'cas', [1, 2]), ok(0, 'cas', [1, 2])]
    expect(paired(pairs)).toMatchObject([{ input: { f: 'cas', value: [1, 2] } }])
    expect(paired(pairs, 'independent')).toMatchObject([{ input: { f: 'cas', key: 1, value: 2 } }])
  })

  it('must be there if they are asked for, and stay the same', () => {
    expect(() => paired([invoke(0, 'write', 3)], 'independent')).toThrow(
      'line 1: expected the value to be [key, value], got 3.',
    )
    expect(() => paired([invoke(0, 'read', ['x', null]), ok(0, 'read', ['y', 1])])).toThrow(
      'line 2: expected the value to be [key, value] with the key "x" of line 1, got ["y",1].',
    )
  })
})

describe('a bad event is an error with its line', () => {
  it.each<[string, unknown[], string]>([
    [
      'not an operation',
      [3],
      'line 1: expected an operation, such as {"process": 0, "type": "invoke", "f": "read", "value": null}, got 3.',
    ],
    [
      'no type',
      [{ process: 0, f: 'read' }],
      'line 1: expected `type` to be invoke, ok, fail or info, got none.',
    ],
    [
      'an unknown type',
      [{ process: 0, type: 'okay', f: 'read' }],
      'line 1: expected `type` to be invoke, ok, fail or info, got "okay".',
    ],
    [
      'no function',
      [{ process: 0, type: 'invoke' }],
      'line 1: expected `f` to name a function, such as read, got none.',
    ],
    [
      'a strange process',
      [{ process: [0], type: 'invoke', f: 'read' }],
      'line 1: expected `process` to be a number or a name, got [0].',
    ],
    [
      'a strange key',
      [{ ...invoke(0, 'read'), key: [1] }],
      'line 1: expected `key` to be a name or a number, got [1].',
    ],
    [
      'a return without an invocation',
      [ok(0, 'read')],
      'line 1: expected an invocation of process 0 before its `ok`.',
    ],
    [
      'two invocations at once',
      [invoke(0, 'read'), invoke(1, 'read'), invoke(0, 'read')],
      'line 3: expected process 0 to return from its operation of line 1 first, got another invocation.',
    ],
    [
      'a return from something else',
      [invoke(0, 'read'), ok(0, 'write', 3)],
      'line 2: expected process 0 to return from read, invoked on line 1, got write.',
    ],
    [
      'events out of order',
      [
        { ...invoke(0, 'read'), index: 7 },
        { ...ok(0, 'read'), index: 6 },
      ],
      'line 2: expected operations in order, got index 6 after index 7.',
    ],
  ])('%s', (_name, events, message) => {
    expect(() => paired(events)).toThrow(message)
  })
})

describe("Jepsen's drain", () => {
  const drained = (returned: object) =>
    readHistory(
      [
        { process: 0, type: 'invoke', f: 'enqueue', value: 1 },
        { process: 0, type: 'ok', f: 'enqueue', value: 1 },
        { process: 1, type: 'invoke', f: 'enqueue', value: 2 },
        { process: 1, type: 'ok', f: 'enqueue', value: 2 },
        { process: 2, type: 'invoke', f: 'drain', value: null },
        { process: 2, f: 'drain', ...returned },
        { process: 0, type: 'invoke', f: 'dequeue', value: null },
        { process: 0, type: 'ok', f: 'dequeue', value: null },
      ]
        .map((event) => JSON.stringify(event))
        .join('\n'),
    )

  it('is as many dequeues, at any time during the drain', () => {
    const history = drained({ type: 'ok', value: [1, 2] })
    expect(history.map(({ process, input }) => `${process} ${input.f}`)).toEqual([
      '0 enqueue',
      '1 enqueue',
      '2/1 dequeue',
      '2/2 dequeue',
      '0 dequeue',
    ])
    const positions = history.flatMap(({ invoked, returned }) => [invoked, returned])
    expect([...positions].sort((a, b) => a! - b!)).toEqual(Array.from({ length: 10 }, (_, index) => index))
    expect(checkLinearizability(history as History<QueueInput>, queue()).verdict).toBe('linearizable')
  })

  it('shows a value that was lost', () => {
    const history = drained({ type: 'ok', value: [2] })
    expect(checkLinearizability(history as History<QueueInput>, queue()).verdict).toBe('not-linearizable')
  })

  it('did nothing when it failed, and cannot be judged when it never returned', () => {
    expect(drained({ type: 'fail', value: null })).toHaveLength(3)
    expect(() => drained({ type: 'info', value: null })).toThrow(/^line 5: expected the drain to return/)
    expect(() => drained({ type: 'ok', value: 7 })).toThrow(
      /^line 6: expected a drain to return a list, got 7/,
    )
  })
})
