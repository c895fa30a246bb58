import { describe, expect, it } from 'vitest'
import type { IsolationResult } from '../../../src/checkers/isolation/findings.ts'
import {
  checkReadWriteRegister as check,
  type RegisterOptions,
} from '../../../src/checkers/isolation/read-write-register.ts'
import { concurrently, during, inSequence } from './notation.ts'

const names = ({ counts }: IsolationResult) => Object.keys(counts).sort()
const weakest = ({ ruledOut }: IsolationResult) => [...ruledOut].sort()

describe('each anomaly is shown by a smallest history, and not by its near twin', () => {
  it.each<[string, string[], string[]]>([
    ['G1a', ['failed wx1', 'rx=1'], ['info wx1', 'rx=1']],
    ['G1b', ['wx1 wx2', 'rx=1'], ['wx1 wx2', 'rx=2']],
    ['G1c', ['wx1 ry=1', 'wy1 rx=1'], ['wx1 ry=_', 'wy1 rx=1']],
    ['G-single', ['wx1 wy1', 'rx=1 ry=_'], ['wx1 wy1', 'rx=1 ry=1']],
    ['G-nonadjacent', ['wx1', 'rx=1 ry=_', 'wy1', 'ry=1 rx=_'], ['wx1', 'rx=1 ry=_', 'wy1', 'ry=1 rx=1']],
    ['G2-item', ['rx=_ wy1', 'ry=_ wx1'], ['rx=_ wy1', 'ry=1 wx1']],
    ['lost-update', ['rx=_ wx1', 'rx=_ wx2'], ['rx=_ wx1', 'rx=1 wx2']],
    ['internal', ['wx1 rx=_'], ['wx1 rx=1']],
    ['internal', ['rx=_ rx=1', 'wx1'], ['rx=1 rx=1', 'wx1']],
    ['future-read', ['rx=1 wx1'], ['rx=_ wx1']],
    ['garbage-read', ['rx=_', 'rx=7'], ['rx=7', 'rx=7']],
    ['garbage-read', ['rx=6', 'rx=7'], ['rx=7', 'rx=7 wx6']],
  ])('%s: %j, but not %j', (name, lines, twin) => {
    expect(names(check(concurrently(...lines), { level: 'serializable' }))).toContain(name)
    expect(names(check(concurrently(...twin), { level: 'serializable' }))).not.toContain(name)
  })

  it.each<[string, string[], string[]]>([
    ['cyclic-versions', ['p0 wx1', 'p0 wx2', 'p0 rx=1'], ['p0 wx1', 'p0 wx2', 'p1 rx=1']],
    [
      'G0',
      ['p0 wx1 wy2', 'p1 wx2 wy1', 'p0 rx=2', 'p1 ry=2'],
      ['p0 wx1 wy2', 'p1 wx2 wy1', 'p0 rx=2', 'p1 ry=1'],
    ],
    ['G-single-process', ['p0 wx1', 'p0 rx=_ ry=1', 'p1 wy1'], ['p0 wx1', 'p1 rx=_ ry=1', 'p1 wy1']],
  ])('%s, if each key is sequential: %j, but not %j', (name, lines, twin) => {
    const options = { level: 'strong-session-serializable', sequentialKeys: true }
    expect(names(check(inSequence(...lines), options))).toContain(name)
    expect(names(check(inSequence(...twin), options))).not.toContain(name)
  })

  it.each<[string, string[], string[]]>([
    ['cyclic-versions', ['wx1', 'rx=_'], ['rx=_', 'wx1']],
    ['cyclic-versions', ['wx1', 'wx2', 'rx=1'], ['wx1', 'wx2', 'rx=2']],
  ])('%s, if each key is linearizable: %j, but not %j', (name, lines, twin) => {
    const options = { level: 'read-uncommitted', linearizableKeys: true }
    expect(names(check(inSequence(...lines), options))).toContain(name)
    expect(names(check(inSequence(...twin), options))).not.toContain(name)
  })

  it('G0, if each key is linearizable, where both keys end with the value 2', () => {
    const writes = [
      [0, 7, 'wx1 wy2'],
      [1, 6, 'wx2 wy1'],
      [8, 9, 'rx=2'],
    ] as const
    const options = { level: 'read-uncommitted', linearizableKeys: true }
    expect(names(check(during(...writes, [10, 11, 'ry=2']), options))).toEqual(['G0'])
    expect(names(check(during(...writes, [10, 11, 'ry=1']), options))).toEqual([])
  })
})

describe('the histories that Elle publishes have the verdicts Elle gives them', () => {
  const sequential = (...lines: string[]) => inSequence(...lines)

  it.each<[string, string[], RegisterOptions, string[], string[]]>([
    [
      'versions met in a circle',
      ['wx1', 'rx=2', 'rx=1'],
      { linearizableKeys: true, level: 'read-uncommitted' },
      ['cyclic-versions'],
      ['read-uncommitted'],
    ],
    [
      'a write cycle that two sessions show',
      ['p0 wx1 wy2', 'p1 wx2 wy1', 'p0 rx=2', 'p1 ry=2'],
      { sequentialKeys: true, level: 'read-uncommitted' },
      ['G0'],
      ['read-uncommitted'],
    ],
    ['aborted read', ['rx=1', 'failed wx1'], { level: 'read-committed' }, ['G1a'], ['read-committed']],
    ['intermediate read', ['wx1 wx2', 'rx=1'], { level: 'repeatable-read' }, ['G1b'], ['read-committed']],
    [
      'circular information flow',
      ['wx1 ry=1', 'wy1 rx=1'],
      { level: 'read-committed' },
      ['G1c'],
      ['read-committed'],
    ],
    [
      'internal inconsistency',
      ['rx=1 rx=2', 'wx1', 'wx2'],
      { level: 'read-atomic' },
      ['internal'],
      ['read-atomic'],
    ],
    [
      'the initial state precedes every other',
      ['rx=_ ry=1', 'wy1 wx2'],
      { level: 'serializable' },
      ['G-single'],
      ['consistent-view', 'repeatable-read'],
    ],
    [
      'a session that goes back to an older version',
      ['p0 wx1', 'p0 wx2', 'p0 rx=1'],
      { sequentialKeys: true },
      ['cyclic-versions'],
      ['read-uncommitted'],
    ],
  ])('%s', (_name, lines, options, anomalies, ruledOut) => {
    const result = check(sequential(...lines), options)
    expect(result.verdict).toBe('invalid')
    expect(names(result)).toEqual(anomalies)
    expect(weakest(result)).toEqual(ruledOut)
  })

  it('a write cycle that nothing shows is unknown', () => {
    expect(check(concurrently('wx1 wy2', 'wx2 wy1'), { level: 'read-uncommitted' }).verdict).toBe('unknown')
  })

  it('G1c is no violation of read uncommitted', () => {
    expect(check(concurrently('wx1 ry=1', 'wy1 rx=1'), { level: 'read-uncommitted' }).verdict).toBe('valid')
  })

  it('write skew from an initial state of 1 violates repeatable read, not read committed', () => {
    const history = during([0, 1, 'rx=1 ry=1'], [2, 5, 'rx=1 wy2'], [3, 4, 'ry=1 wx2'])
    expect(check(history, { level: 'read-committed', linearizableKeys: true }).verdict).toBe('valid')
    const result = check(history, { level: 'repeatable-read', linearizableKeys: true })
    expect(names(result)).toEqual(['G2-item'])
    expect(weakest(result)).toEqual(['repeatable-read'])
  })

  it('writes that follow reads order versions, if that is assumed', () => {
    // That nobody wrote y = 1 would make it the initial state, so that somebody does.
    const history = concurrently('ry=1 wx1 wy2', 'rx=1 ry=1', 'wy1')
    expect(check(history, { level: 'serializable' }).verdict).toBe('valid')
    const result = check(history, { level: 'serializable', writesFollowReads: true })
    expect(names(result)).toEqual(['G-single'])
    expect(weakest(result)).toEqual(['consistent-view', 'repeatable-read'])
  })

  it('lost updates are seen without any order of versions', () => {
    const result = check(concurrently('p0 rx=0 wx1', 'p1 rx=0 wx2', 'wx0'), { level: 'cursor-stability' })
    expect(names(result)).toEqual(['lost-update'])
    expect(weakest(result)).toEqual(['cursor-stability', 'update-atomic'])
  })

  it('a read of a value never written, after a write returned, contradicts strict serializability', () => {
    // Elle calls this one valid and its own bug: the value can only have been there from the start.
    expect(check(inSequence('wx1', 'rx=2'))).toMatchObject({
      verdict: 'invalid',
      counts: { 'G-single-realtime': 1 },
    })
  })
})

describe('dependencies of registers', () => {
  it('lead from a transaction that may have happened, once it was read', () => {
    expect(names(check(concurrently('info wx1 wy1', 'rx=1 ry=_'), { level: 'serializable' }))).toEqual([
      'G-single',
    ])
    expect(check(concurrently('info wx1', 'rx=_'), { level: 'serializable' }).verdict).toBe('valid')
  })

  it('are not read from a key whose versions are in a circle, but from the others', () => {
    const history = inSequence(
      'p0 wx1',
      'p0 wx2',
      'p0 rx=1',
      'p1 wy1 wz2',
      'p2 wy2 wz1',
      'p1 ry=2',
      'p2 rz=2',
    )
    const result = check(history, { level: 'read-uncommitted', sequentialKeys: true })
    expect(names(result)).toEqual(['G0', 'cyclic-versions'])
  })

  it('are told with what shows the order of the versions', () => {
    const told = (lines: string[], options: RegisterOptions) =>
      check(inSequence(...lines), options).anomalies.map(({ explanation }) => explanation)
    expect(told(['p0 wx1', 'p0 wx2', 'p0 rx=1'], { sequentialKeys: true, level: 'serializable' })).toEqual([
      [
        'cyclic-versions: the versions of x would come before themselves.',
        'T1 is operation 0 (process p0): x := 1.',
        'T2 is operation 1 (process p0): x := 2.',
        'T3 is operation 2 (process p0): read x = 1.',
        '1 came before 2, for process p0 met the one in T1 before the other in T2.',
        'But 2 came before 1, for process p0 met the one in T2 before the other in T3.',
      ].join('\n'),
    ])
    const [skew] = told(['wy1', 'ry=1 wx1 wy2', 'rx=1 ry=1'], {
      writesFollowReads: true,
      level: 'serializable',
    })
    expect(skew).toMatch(/for T2 read x = 1, which T1 wrote\./)
    expect(skew).toMatch(
      /for T2 read y = 1 and T1 wrote 2, which came later: T1 read the one before it wrote the other\.$/,
    )
    const [initial] = told(['wx1 wy1', 'rx=1 ry=_'], { level: 'serializable' })
    expect(initial).toMatch(
      /T2 read y = null and T1 wrote 1, which came later: the one was there before anyone wrote\.$/,
    )
    const [stale] = told(['wx1', 'wx2', 'rx=1'], { level: 'read-uncommitted', linearizableKeys: true })
    expect(stale).toMatch(
      /But 2 came before 1, for T2, which met the one, returned before T3, which met the other, was invoked\.$/,
    )
  })

  it('cannot be told where a value was written twice, or null was written', () => {
    expect(check(concurrently('wx1', 'wx1', 'rx=1'))).toMatchObject({ verdict: 'unknown', anomalies: [] })
    const write = (value: unknown) => {
      const output = [['w', 'x', value]]
      return { process: 'p', input: { f: 'txn', value: output }, output, outcome: 'ok' as const }
    }
    const result = check([{ ...write(null), invoked: 0, returned: 1 }])
    expect(result.verdict).toBe('unknown')
    expect(result.reason).toMatch(/^Operation 0 wrote null to key x: /)
  })

  it('come in time for a hundred thousand transactions of a thousand clients on one key', () => {
    const history = Array.from({ length: 100_000 }, (_, i) => {
      const output = i % 2 === 0 ? [['r', 'x', i === 0 ? null : i - 1]] : [['w', 'x', i]]
      const input = { f: 'txn', value: output }
      return {
        process: `p${i % 1000}`,
        input,
        output,
        outcome: 'ok' as const,
        invoked: 2 * i,
        returned: 2 * i + 1999,
      }
    })
    expect(check(history, { linearizableKeys: true })).toMatchObject({ verdict: 'valid', counts: {} })
  })
})
