import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/checkers/history.ts'
import { identity, takeApart } from '../../../src/checkers/isolation/transaction.ts'
import { UsageError } from '../../../src/kernel/errors.ts'

const operation = (fields: Partial<Operation>): Operation => ({
  process: 'p0',
  input: { f: 'txn', value: [['r', 'x', null]] },
  outcome: 'indeterminate',
  invoked: 0,
  returned: null,
  ...fields,
})

describe('a history that is taken apart', () => {
  it.each<[Partial<Operation>, RegExp]>([
    [
      { input: { f: 'read', value: null } },
      /^Expected operation 0 \(process p0\) to be a transaction, .*got \{"f":"read"/,
    ],
    [{ input: null }, /to be a transaction, .*, got null\.$/],
    [{ input: { f: 'txn', value: 3 } }, /to hold a list of micro-operations, got 3\.$/],
    [
      { outcome: 'ok', returned: 1 },
      /to have as output its micro-operations with the reads filled in, got nothing/,
    ],
    [
      { input: { f: 'txn', value: [['w', 'x', 1]] } },
      /to be \['r', key, value\] or \['append', key, value\], got \["w","x",1\]\.$/,
    ],
    [{ input: { f: 'txn', value: [['r']] } }, /every micro-operation of operation 0 .* got \["r"\]\.$/],
    [{ outcome: 'ok', returned: 1, output: [['r', 'x', 3]] }, /to read a list or null, got \["r","x",3\]\.$/],
  ])('says of %j what is wrong', (fields, message) => {
    expect(() => takeApart([operation(fields)], 'append')).toThrow(message)
    expect(() => takeApart([operation(fields)], 'append')).toThrow(UsageError)
  })

  it('must be in the order of its invocations', () => {
    const history = [operation({ invoked: 4 }), operation({ invoked: 2 })]
    expect(() => takeApart(history, 'append')).toThrow(
      'Expected the operations in the order of their invocations, got operation 1 at position 2 after operation 0 at position 4; sort them by `invoked`.',
    )
  })

  it('knows the reads of a transaction only if it returned', () => {
    const output = [['r', 'x', [1]]]
    const { value, start, f, key, keys } = takeApart(
      [operation({}), operation({ invoked: 1, outcome: 'ok', returned: 2, output })],
      'append',
    )
    expect({ value, start: [...start], f: [...f], key: [...key], keys }).toEqual({
      value: [null, [1]],
      start: [0, 1, 2],
      f: [0, 0],
      key: [0, 0],
      keys: ['x'],
    })
  })
})

describe('the identity of a value', () => {
  it('tells apart what JSON tells apart, whatever the order of names', () => {
    const values = [
      1,
      '1',
      true,
      'true',
      null,
      'null',
      [1],
      '[1]',
      [[1]],
      { a: 1 },
      { a: [1] },
      {},
      [],
      '',
      '\0[1]',
    ]
    expect(new Set(values.map(identity)).size).toBe(values.length)
    expect(identity({ a: 1, b: { c: 2, d: 3 } })).toBe(identity({ b: { d: 3, c: 2 }, a: 1 }))
    expect(identity(undefined)).toBe(identity(null))
  })
})
