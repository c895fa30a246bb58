import { describe, expect, it } from 'vitest'
import type { History } from '../../../src/checkers/history.ts'
import type { IsolationResult } from '../../../src/checkers/isolation/findings.ts'
import { checkListAppend } from '../../../src/checkers/isolation/list-append.ts'
import { concurrently, during, inSequence } from './notation.ts'

const check = (history: History, level: string) => checkListAppend(history, { level })
const names = ({ counts }: IsolationResult) => Object.keys(counts).sort()
const weakest = ({ ruledOut }: IsolationResult) => [...ruledOut].sort()

describe('each anomaly is shown by a smallest history, and not by its near twin', () => {
  it.each<[string, string[], string[]]>([
    // Adya §3.1: T1 and T2 overwrite each other in different orders on x and y.
    ['G0', ['ax1 ay1', 'ax2 ay2', 'rx1,2 ry2,1'], ['ax1 ay1', 'ax2 ay2', 'rx1,2 ry1,2']],
    ['G1a', ['failed ax1', 'rx1'], ['info ax1', 'rx1']],
    ['G1b', ['ax1 ax2', 'rx1 ry'], ['ax1 ax2', 'rx1,2 ry']],
    ['G1c', ['ax1 ry1', 'ay1 rx1'], ['ax1 ry', 'ay1 rx1']],
    ['G-single', ['ax1 ay1', 'rx1 ry'], ['ax1 ay1', 'rx ry']],
    ['G-nonadjacent', ['ax1', 'rx1 ry', 'ay1', 'ry1 rx'], ['ax1', 'rx1 ry', 'ay1', 'ry1 rx1']],
    ['G2-item', ['rx ay1', 'ry ax1'], ['rx ay1', 'ry1 ax1']],
    ['lost-update', ['rx ax1', 'rx ax2'], ['rx ax1', 'rx1 ax2']],
    ['internal', ['rx1 rx', 'ax1'], ['rx1 rx1', 'ax1']],
    ['internal', ['ax1 rx'], ['ax1 rx1']],
    ['future-read', ['rx1 ax1'], ['rx ax1']],
    ['dirty-update', ['failed ax1', 'ax2', 'rx1,2'], ['info ax1', 'ax2', 'rx1,2']],
    ['duplicate-elements', ['ax1', 'rx1,1'], ['ax1', 'rx1']],
    ['incompatible-order', ['ax1', 'ax2', 'rx1', 'rx2'], ['ax1', 'ax2', 'rx1', 'rx1,2']],
    ['garbage-read', ['rx', 'rx7'], ['rx', 'ax7', 'rx7']],
  ])('%s: %j, but not %j', (name, lines, twin) => {
    expect(names(check(concurrently(...lines), 'serializable'))).toContain(name)
    expect(names(check(concurrently(...twin), 'serializable'))).not.toContain(name)
  })

  it.each<[string, string[], string[]]>([
    // The session appends to x twice, in an order that no one else sees.
    ['G0-process', ['p0 ax1', 'p0 ax2', 'p1 rx2,1'], ['p0 ax1', 'p0 ax2', 'p1 rx1,2']],
    ['G1c-process', ['p0 rx1', 'p0 ax1'], ['p0 ax1', 'p0 rx1']],
    ['G-single-process', ['p0 ax1', 'p0 rx'], ['p0 ax1', 'p1 rx']],
    [
      'G-nonadjacent-process',
      ['p0 rx rz1', 'p1 ax1', 'p1 rz', 'p2 az1'],
      ['p0 rx rz', 'p1 ax1', 'p1 rz', 'p2 az1'],
    ],
    ['G2-item-process', ['p0 ax1', 'p0 ry', 'p1 ay1 rx'], ['p0 ax1', 'p0 ry', 'p1 ay1 rx1']],
  ])('%s: %j, but not %j', (name, lines, twin) => {
    expect(names(check(concurrently(...lines), 'strong-session-serializable'))).toContain(name)
    expect(names(check(concurrently(...twin), 'strong-session-serializable'))).not.toContain(name)
  })

  it.each<[string, string[], string[]]>([
    ['G0-realtime', ['ax1', 'ax2', 'rx2,1'], ['ax1', 'ax2', 'rx1,2']],
    ['G1c-realtime', ['rx1', 'ax1'], ['ax1', 'rx1']],
    ['G-single-realtime', ['ax1', 'rx'], ['rx', 'ax1']],
  ])('%s: %j one after the other, but not %j, nor all at once', (name, lines, twin) => {
    const found = (history: History) => names(check(history, 'strict-serializable'))
    expect(found(inSequence(...lines))).toContain(name)
    expect(found(inSequence(...twin))).not.toContain(name)
    expect(found(concurrently(...lines))).not.toContain(name)
  })

  it.each<[string, [number, number, string][], [number, number, string][]]>([
    [
      'G-nonadjacent-realtime',
      [
        [0, 10, 'rx rz1'],
        [1, 9, 'az1'],
        [2, 3, 'ax1'],
        [4, 5, 'rz'],
      ],
      // The two no longer follow each other.
      [
        [0, 10, 'rx rz1'],
        [1, 9, 'az1'],
        [2, 5, 'ax1'],
        [3, 4, 'rz'],
      ],
    ],
    [
      'G2-item-realtime',
      [
        [0, 10, 'ay1 rx'],
        [1, 2, 'ax1'],
        [3, 4, 'ry'],
      ],
      [
        [0, 10, 'ay1 rx'],
        [1, 4, 'ax1'],
        [2, 3, 'ry'],
      ],
    ],
  ])('%s: %j, but not %j', (name, entries, twin) => {
    expect(names(check(during(...entries), 'strict-serializable'))).toEqual([name])
    expect(names(check(during(...twin), 'strict-serializable'))).toEqual([])
  })
})

describe('the histories that Elle publishes have the verdicts Elle gives them', () => {
  it.each<[string, string[], string, string[], string[]]>([
    ['write cycle', ['ax1 ay1', 'ax2 ay2', 'rx1,2 ry2,1'], 'serializable', ['G0'], ['read-uncommitted']],
    ['aborted read', ['failed ax1', 'rx1'], 'repeatable-read', ['G1a'], ['read-committed']],
    [
      'circular information flow',
      ['ax1 ry1', 'ax2 ay1', 'rx1,2 ry1'],
      'serializable',
      ['G1c'],
      ['read-committed'],
    ],
    [
      'read skew',
      ['ax1 ay1', 'ax2 ry', 'rx1,2'],
      'serializable',
      ['G-single'],
      ['consistent-view', 'repeatable-read'],
    ],
    ['pure anti-dependency cycle', ['ax1 ry', 'ay1 rx'], 'serializable', ['G2-item'], ['repeatable-read']],
    [
      'contradictory read orders',
      ['ax1 ry1', 'ax2', 'ax3 ay1', 'rx1,3', 'rx1,2,3'],
      'read-committed',
      ['G1c', 'incompatible-order'],
      ['read-committed'],
    ],
    [
      'direct dirty update',
      ['failed ax1', 'ax2', 'rx1,2'],
      'read-committed',
      ['G1a', 'dirty-update'],
      ['read-committed'],
    ],
    [
      'indirect dirty update',
      ['failed ax1', 'info ax2', 'ax3', 'rx1,2,3'],
      'read-committed',
      ['G1a', 'dirty-update'],
      ['read-committed'],
    ],
    [
      'internal inconsistency',
      ['ax1 ax2 ax4', 'ax3 rx1,2,3,4'],
      'read-committed',
      ['G0', 'internal'],
      ['read-uncommitted'],
    ],
    [
      'unobserved write',
      ['ax1 ay1', 'ax2 ay2', 'ax3 ay3', 'rx1,2', 'ry2'],
      'serializable',
      ['G-single', 'G0'],
      ['read-uncommitted'],
    ],
    ['write skew', ['rx ay1', 'ry ax1'], 'repeatable-read', ['G2-item'], ['repeatable-read']],
    ['future read', ['rx1 ax1'], 'read-committed', ['future-read'], ['read-committed']],
    // No single cycle of one anti-dependency, though two transactions see things in different orders.
    [
      'snapshot isolation without read skew',
      ['az2', 'ay1 rz', 'rx ry az5', 'ax2 rz2'],
      'repeatable-read',
      ['G2-item'],
      ['repeatable-read'],
    ],
    [
      'read skew and repeatable read',
      ['ax1 ay1', 'rx1 ry'],
      'repeatable-read',
      ['G-single'],
      ['consistent-view', 'repeatable-read'],
    ],
    [
      'nonadjacent and repeatable read',
      ['ax1 at1', 'rx1 ry', 'ay1 az2', 'rz2 rt'],
      'repeatable-read',
      ['G-nonadjacent'],
      ['repeatable-read', 'snapshot-isolation'],
    ],
  ])('%s', (_name, lines, level, anomalies, ruledOut) => {
    const result = check(concurrently(...lines), level)
    expect(result.verdict).toBe('invalid')
    expect(names(result)).toEqual(anomalies)
    expect(weakest(result)).toEqual(ruledOut)
  })

  it('an element read twice is a duplicate, besides the cycles', () => {
    const result = check(concurrently('ax1 ry1', 'ax2 ay1', 'rx1,2,1'), 'read-committed')
    expect(names(result)).toEqual(expect.arrayContaining(['G1c', 'duplicate-elements']))
    expect(weakest(result)).toEqual(['read-uncommitted'])
  })

  it('an intermediate read is also read skew', () => {
    const result = check(inSequence('ax1 ax2', 'rx1'), 'strict-serializable')
    expect(names(result)).toEqual(['G-single', 'G1b'])
    expect(weakest(result)).toEqual(['read-committed'])
  })

  it('the example of its README is G1c and its explanation names both dependencies', () => {
    const result = check(concurrently('ax1 ry1', 'ax2 ay1', 'rx1,2'), 'serializable')
    expect(result.anomalies.map(({ explanation }) => explanation)).toEqual([
      [
        'G1c: information flowed in a circle.',
        'T1 is operation 0 (process p0x): append 1 to x, read y = [1].',
        'T2 is operation 1 (process p1x): append 2 to x, append 1 to y.',
        'T1 precedes T2 (ww), for T2 appended 2 to x after T1 had appended 1.',
        "But T2 precedes T1 (wr), for T1 read y as [1] and so saw T2's append of 1.",
      ].join('\n'),
    ])
    const [{ cycle, operations } = { cycle: [], operations: [] }] = result.anomalies
    expect(cycle.map(({ kind, from, to }) => [kind, from, to])).toEqual([
      ['ww', 0, 1],
      ['wr', 1, 0],
    ])
    expect(operations.map(({ process }) => process)).toEqual(['p0x', 'p1x'])
  })

  it('the example of its paper is read skew (TiDB, §7.1)', () => {
    const result = check(
      inSequence(
        'ax1 ax3 ax4 ay2 ay3 ay4 ay5 az1 az2',
        'ay8 rx1,3,4',
        'az4 ry2,3,4,5,8 rz1,2,4 rx1,3,4',
        'at10 rx1,3,4 ry2,3,4,5 az3',
      ),
      'snapshot-isolation',
    )
    expect(result.verdict).toBe('invalid')
    expect(names(result)).toEqual(['G-single'])
    expect(result.anomalies[0]!.operations.map(({ invoked }) => invoked / 2)).toEqual([1, 2, 3])
  })

  it('what is stale is a violation of strong snapshot isolation, in a session of its session variant', () => {
    const stale = inSequence('p0 ax1', 'p1 ax2', 'p2 rx1', 'p3 rx1,2')
    expect(check(stale, 'serializable').verdict).toBe('valid')
    const strict = check(stale, 'strict-serializable')
    expect(names(strict)).toEqual(['G-single-realtime'])
    expect(weakest(strict)).toEqual(['strong-snapshot-isolation'])

    const session = inSequence('p0 ax1', 'p1 ax2', 'p1 rx1', 'p2 rx1,2')
    expect(check(session, 'serializable').verdict).toBe('valid')
    const strong = check(session, 'strong-session-snapshot-isolation')
    expect(names(strong)).toEqual(['G-single-process'])
    expect(weakest(strong)).toEqual(['strong-session-snapshot-isolation'])
  })

  it('nonadjacent anti-dependencies and a session violate strong session snapshot isolation', () => {
    const history = inSequence('p0 rx rz1', 'p1 ax1', 'p1 rz', 'p2 az1')
    expect(check(history, 'serializable').verdict).toBe('valid')
    const result = check(history, 'strong-session-snapshot-isolation')
    expect(names(result)).toEqual(['G-nonadjacent-process'])
    expect(weakest(result)).toEqual(['strong-session-snapshot-isolation'])
  })

  it('reading a session from its future is G1c-process', () => {
    const result = check(inSequence('p1 rx1 ay1', 'p2 ry1', 'p2 ax1'), 'strong-session-snapshot-isolation')
    expect(names(result)).toEqual(['G1c-process'])
    expect(weakest(result)).toEqual(['strong-session-read-committed'])
  })

  it('two adjacent anti-dependencies of three are no violation of snapshot isolation', () => {
    const history = inSequence('rx5 ay1', 'ry az2', 'rz at3', 'rt3 au4', 'ru ax5')
    expect(check(history, 'snapshot-isolation').verdict).toBe('valid')
  })

  it('lost updates are reported as such besides their cycle', () => {
    const result = check(concurrently('ax0', 'rx0 ax1', 'rx0 ax2'), 'serializable')
    expect(names(result)).toEqual(['G2-item', 'lost-update'])
    expect(weakest(result)).toEqual(['cursor-stability', 'update-atomic'])
    expect(check(inSequence('rx ax1 ax2', 'rx1,2'), 'strict-serializable').verdict).toBe('valid')
  })

  it('reads of a transaction itself are neither aborted, intermediate nor internal', () => {
    for (const lines of [['ax1 rx1 ax2'], ['ry5,6 ax3 rx1,2,3 ax4 rx1,2,3,4', 'ax1 ax2', 'ay5 ay6']])
      for (const name of names(check(concurrently(...lines), 'serializable')))
        expect(['G1a', 'G1b', 'internal']).not.toContain(name)
  })

  it.each([
    ['rx1,2 ax3 rx1,2'],
    ['rx1,2 ax3 rx0,2,3'],
    ['rx1,2 ax3 rx1,2,3,4'],
    ['rx1,2 ax3 rx1'],
    ['ax3 rx1,2,3,4'],
  ])('%s is internally inconsistent', (line) => {
    const history = concurrently(line, 'ax1 ax2', 'ax4', 'ax0')
    expect(names(check(history, 'read-atomic'))).toContain('internal')
  })
})

describe('dependencies of lists', () => {
  it('nothing is inferred from the reads of a transaction that never returned', () => {
    const [crashed, ...others] = concurrently('info ax2 ry', 'ax1 ay1', 'rx1,2 ry1')
    expect(check([crashed!, ...others], 'serializable')).toMatchObject({ verdict: 'valid', anomalies: [] })
  })

  it('an append that nobody read comes after all that were read', () => {
    expect(names(check(concurrently('rx ay1', 'ry ax1'), 'serializable'))).toEqual(['G2-item'])
    // With two appends their order is unknown, but both came after the empty list.
    expect(names(check(concurrently('rx ay1', 'ry ax1', 'ry ax2'), 'serializable'))).toEqual(['G2-item'])
  })

  it('lead past an append that failed', () => {
    const history = concurrently('ax1 ry1', 'failed ax2', 'ax3 ay1', 'rx1,2,3')
    expect(names(check(history, 'serializable'))).toEqual(['G1a', 'G1c', 'dirty-update'])
  })

  it('an append retried after a failure is no aborted read', () => {
    expect(names(check(inSequence('failed ax1', 'ax1', 'rx1'), 'strict-serializable'))).toEqual([])
  })

  it('what was in a list from the start is no garbage, unless it was seen empty', () => {
    expect(names(check(concurrently('rx7', 'rx7,1', 'ax1'), 'serializable'))).toEqual([])
    expect(names(check(concurrently('rx7', 'rx7,1', 'ax1', 'rx'), 'serializable'))).toContain('garbage-read')
    expect(names(check(concurrently('rx1,7', 'ax1'), 'serializable'))).toContain('garbage-read')
  })

  it('cannot be told where an element was appended twice', () => {
    const result = check(concurrently('ax1', 'ax1 ry', 'rx1 ay1'), 'serializable')
    expect(result).toMatchObject({ verdict: 'unknown', anomalies: [] })
    expect(result.reason).toBe(
      'Operations 0 and 1 both wrote 1 to key "x": what read it cannot be told apart, so the workload must write every value of a key only once.',
    )
  })

  it('are told in words for every kind', () => {
    const explanations = (lines: string[], level: string) =>
      check(inSequence(...lines), level).anomalies.map(({ explanation }) => explanation)
    expect(explanations(['p0 ax1 ay1', 'p1 ax2 ay2', 'rx1,2', 'ry2'], 'read-uncommitted')[0]).toMatch(
      /no read shows T1's append of 1 to y, so it came after T2's append of 2, which reads do show\.$/,
    )
    expect(explanations(['p0 ax1', 'p0 rx'], 'strong-session-snapshot-isolation')[0]).toMatch(
      /for process p0 ran T1 before T2\.\nBut T2 precedes T1 \(rw\), for T2 read x as \[\] and so missed T1's append of 1\.$/,
    )
    expect(explanations(['ax1', 'rx'], 'strict-serializable')[0]).toMatch(
      /for T1 returned before T2 was invoked\./,
    )
  })

  it('are found between keys and elements that are lists and maps', () => {
    const micro = (...list: unknown[][]) => ({
      process: `p${list.length}`,
      input: { f: 'txn', value: list },
      outcome: 'ok' as const,
      output: list,
    })
    const history = [
      { ...micro(['append', ['a', 1], { id: 1, of: 'x' }]), invoked: 0, returned: 3 },
      { ...micro(['r', ['a', 1], [{ of: 'x', id: 1 }]], ['r', ['a', 2], null]), invoked: 1, returned: 4 },
    ]
    expect(check(history, 'serializable')).toMatchObject({ verdict: 'valid', counts: {} })
    expect(check(history, 'serializable').reason).toMatch(/^No anomaly/)
  })
})
