import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { History } from '../../../src/checkers/history.ts'
import type { IsolationResult } from '../../../src/checkers/isolation/findings.ts'
import { checkListAppend } from '../../../src/checkers/isolation/list-append.ts'
import { checkReadWriteRegister } from '../../../src/checkers/isolation/read-write-register.ts'
import { type Bug, type Isolation, plans, runDatabase } from './database.ts'
import { concurrently, inSequence } from './notation.ts'

const checkers = [
  ['lists', checkListAppend],
  [
    'registers',
    (history: History, options: { level: string }) =>
      checkReadWriteRegister(history, { ...options, linearizableKeys: true }),
  ],
] as const

const names = (result: IsolationResult) => Object.keys(result.counts)

/** What the checker finds in many runs of a database, with the same plans every time. */
function foundIn(
  data: 'lists' | 'registers',
  isolation: Isolation,
  bug: Bug | undefined,
  level: string,
): Set<string> {
  const [, check] = checkers.find(([each]) => each === data)!
  const found = fc
    .sample(plans, { seed: 7, numRuns: 400 })
    .flatMap((plan) => names(check(runDatabase(plan, data, isolation, bug), { level })))
  return new Set(found)
}

describe.each(checkers)('a database of %s', (data, check) => {
  it('that runs transactions one at a time is valid at every level', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const result = check(runDatabase(plan, data, 'serial'), { level: 'strict-serializable' })
        expect(result.anomalies).toEqual([])
        expect(result.verdict).not.toBe('invalid')
        expect(result.strongestLeft).toEqual(['strict-serializable'])
      }),
      { numRuns: 300 },
    )
  })

  it('of snapshot isolation is valid at strong snapshot isolation and shows only write skew', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const history = runDatabase(plan, data, 'snapshot isolation')
        const result = check(history, { level: 'strict-serializable' })
        for (const name of names(result)) expect(name).toMatch(/^G2-item(-process|-realtime)?$/)
        expect(check(history, { level: 'strong-snapshot-isolation' }).verdict).not.toBe('invalid')
      }),
      { numRuns: 300 },
    )
    expect(foundIn(data, 'snapshot isolation', undefined, 'serializable')).toEqual(new Set(['G2-item']))
  })

  it('of read committed is valid at strong read committed and shows what that allows', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const history = runDatabase(plan, data, 'read committed')
        const result = check(history, { level: 'strong-read-committed' })
        expect(result.verdict).not.toBe('invalid')
        for (const name of names(result))
          expect(name).toMatch(/^(G-single|G-nonadjacent|G2-item|lost-update|internal)/)
      }),
      { numRuns: 300 },
    )
    const found = foundIn(data, 'read committed', undefined, 'serializable')
    expect(found).toEqual(new Set(['internal', 'lost-update', 'G-single', 'G2-item']))
  })

  it('that forgets to check for conflicts loses updates', () => {
    expect(foundIn(data, 'snapshot isolation', 'lost update', 'snapshot-isolation')).toContain('lost-update')
  })

  it('that shows what is not committed has aborted, intermediate and circular reads', () => {
    const found = foundIn(data, 'read committed', 'dirty read', 'read-committed')
    for (const name of ['G1a', 'G1b', 'G1c']) expect(found).toContain(name)
  })
})

describe('reading from the past', () => {
  it('of lists is read skew given the order of a session or of real time, and nothing without', () => {
    expect(foundIn('lists', 'serial', 'stale read', 'serializable')).toEqual(new Set())
    const found = foundIn('lists', 'serial', 'stale read', 'strict-serializable')
    for (const name of found) expect(name).toMatch(/-(process|realtime)$/)
    expect(found).toContain('G-single-process')
    expect(found).toContain('G-single-realtime')
  })

  it('of registers contradicts that each is linearizable', () => {
    expect(foundIn('registers', 'serial', 'stale read', 'strict-serializable')).toContain('cyclic-versions')
  })
})

describe('the answer', () => {
  it('is unknown for a history in which nothing depends on anything', () => {
    for (const history of [[], concurrently('rx', 'ry'), concurrently('ax1', 'failed rx')]) {
      const result = checkListAppend(history, { level: 'serializable' })
      expect(result).toMatchObject({ verdict: 'unknown', anomalies: [] })
      expect(result.reason).toMatch(/could not have shown an anomaly/)
    }
  })

  it('is valid where only a stronger level forbids what was found, and still tells it', () => {
    const result = checkListAppend(concurrently('rx ay1', 'ry ax1'), { level: 'snapshot-isolation' })
    expect(result).toMatchObject({
      verdict: 'valid',
      ruledOut: ['repeatable-read'],
      counts: { 'G2-item': 1 },
    })
    expect(result.anomalies[0]?.forbidden).toBe(false)
    expect(result.alsoRuledOut).toContain('serializable')
    expect(result.strongestLeft).toEqual(['update-serializable', 'snapshot-isolation'])
  })

  it('looks for anomalies of sessions and of real time only where the level forbids them', () => {
    const stale = inSequence('p0 ax1', 'p0 rx', 'p1 rx1')
    expect(checkListAppend(stale, { level: 'serializable' })).toMatchObject({ verdict: 'valid', counts: {} })
    const bySession = checkListAppend(stale, { level: 'strong-session-snapshot-isolation' })
    expect(bySession).toMatchObject({ verdict: 'invalid', counts: { 'G-single-process': 1 } })
    expect(checkListAppend(stale).level).toBe('strict-serializable')
    expect(checkListAppend(stale).ruledOut).toEqual(['strong-session-snapshot-isolation'])
  })

  it('counts every anomaly but explains only as many as it is asked for', () => {
    const history = concurrently(...Array.from({ length: 5 }, (_, i) => [`failed ax${i}`, `rx${i}`]).flat())
    const result = checkListAppend(history, { level: 'serializable', examples: 2 })
    expect(result.counts.G1a).toBe(5)
    expect(result.anomalies.filter(({ name }) => name === 'G1a')).toHaveLength(2)
  })

  it('rules out the same with little effort as with much, only with longer cycles', () => {
    fc.assert(
      fc.property(
        plans,
        fc.constantFrom<Isolation>('snapshot isolation', 'read committed'),
        (plan, isolation) => {
          const history = runDatabase(plan, 'lists', isolation, 'stale read')
          const much = checkListAppend(history)
          const none = checkListAppend(history, { effort: 0 })
          expect(none.verdict).toBe(much.verdict)
          // Without effort one anti-dependency is not told from several; all that forbids neither is the same.
          const without = (models: readonly string[]) =>
            models.filter(
              (model) => !/^(consistent-view|forward-consistent-view|update-serializable)$/.test(model),
            )
          expect(without([...none.ruledOut, ...none.alsoRuledOut]).sort()).toEqual(
            without([...much.ruledOut, ...much.alsoRuledOut]).sort(),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  it('comes for a hundred thousand transactions', () => {
    const lists = new Map<string, number[]>()
    const history = Array.from({ length: 100_000 }, (_, i) => {
      const [key, other] = [`k${Math.trunc(i / 600)}-${i % 5}`, `k${Math.trunc(i / 600)}-${(i * 7) % 5}`]
      const list = lists.get(key) ?? []
      lists.set(key, [...list, i])
      const output = [
        ['append', key, i],
        ['r', other, lists.get(other) ?? []],
      ]
      const input = { f: 'txn', value: output.map(([f, k, v]) => [f, k, f === 'r' ? null : v]) }
      return {
        process: `p${i % 10}`,
        input,
        output,
        outcome: 'ok' as const,
        invoked: 2 * i,
        returned: 2 * i + 1,
      }
    })
    expect(checkListAppend(history)).toMatchObject({ verdict: 'valid', anomalies: [] })
    const stale = {
      ...history[99_999]!,
      output: [
        ['append', 'late', 1],
        ['r', 'k0-0', []],
      ],
    }
    expect(checkListAppend([...history.slice(0, -1), stale])).toMatchObject({
      verdict: 'invalid',
      counts: { 'G-single-realtime': 1 },
    })
  })

  it('comes for a cycle of a hundred thousand transactions, told by its ends', () => {
    const count = 100_000
    const history = Array.from({ length: count }, (_, i) => {
      const output = [
        ['append', i, 1],
        ['r', (i + 1) % count, [1]],
      ]
      const input = { f: 'txn', value: output }
      return { process: `p${i}`, input, output, outcome: 'ok' as const, invoked: i, returned: count + i }
    })
    const result = checkListAppend(history, { level: 'read-committed' })
    expect(result).toMatchObject({ verdict: 'invalid', counts: { G1c: 1 } })
    expect(result.anomalies[0]!.operations).toHaveLength(count)
    expect(result.anomalies[0]!.explanation.split('\n').length).toBeLessThan(40)
  })
})
