import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/checkers/history.ts'
import { serializable } from '../../src/checkers/serializable.ts'

type Micro = readonly [f: string, key: string, value: unknown]

/** A transaction of its own process from `invoked` to `returned`. */
function transaction(invoked: number, returned: number, ...output: Micro[]): Operation {
  const value = output.map(([f, key, read]) => [f, key, f === 'r' ? null : read])
  return { process: `p${invoked}`, input: { f: 'txn', value }, output, outcome: 'ok', invoked, returned }
}

function answer(property: ReturnType<typeof serializable>, history: Operation[]) {
  const monitor = property.monitor([])
  const sentence = monitor.ended!({ at: 0, history, notes: new Map() })
  return { sentence, exercised: monitor.exercised() }
}

/** Each reads the key that the other writes, and sees nothing: write skew. */
const writeSkew = [
  transaction(0, 2, ['r', 'x', null], ['append', 'y', 1]),
  transaction(1, 3, ['r', 'y', null], ['append', 'x', 2]),
  transaction(4, 5, ['r', 'x', [2]], ['r', 'y', [1]]),
]

describe('serializable', () => {
  it('can be drawn: the cycle, by the places of its transactions and the kinds of their dependencies', () => {
    const { cycles } = serializable('list-append').depict!(writeSkew)!
    expect(cycles).toMatchObject([{ name: 'G2-item', operations: expect.arrayContaining([0, 1]) }])
    expect(cycles[0]!.dependencies.map(({ kind }) => kind)).toEqual(['rw', 'rw'])
    expect(serializable('list-append').depict!([])!.cycles).toEqual([])
  })

  it('is violated by write skew, and tells the cycle', () => {
    const { sentence, exercised } = answer(serializable('list-append'), writeSkew)
    expect(sentence).toMatch(/^serializable forbids G2-item/)
    expect(exercised).toBe(3)
  })

  it('goes by the level asked for, and is named after it', () => {
    const property = serializable('list-append', { level: 'snapshot-isolation' })
    expect(property.name).toBe('snapshot-isolation')
    expect(answer(property, writeSkew)).toEqual({ sentence: null, exercised: 3 })
  })

  it('reads registers as well', () => {
    const lost = [
      transaction(0, 2, ['r', 'x', null], ['w', 'x', 1]),
      transaction(1, 3, ['r', 'x', null], ['w', 'x', 2]),
    ]
    expect(answer(serializable('rw-register'), lost).sentence).toMatch(/^serializable forbids/)
  })

  it('holds of a serial history, and is not exercised by transactions that never meet', () => {
    const serial = [transaction(0, 1, ['append', 'x', 1]), transaction(2, 3, ['r', 'x', [1]])]
    expect(answer(serializable('list-append'), serial)).toEqual({ sentence: null, exercised: 2 })
    const apart = [transaction(0, 1, ['append', 'x', 1]), transaction(2, 3, ['append', 'y', 1])]
    expect(answer(serializable('list-append'), apart)).toEqual({ sentence: null, exercised: 0 })
  })
})
