import fc from 'fast-check'
import { defineNode, type Property, scenario, seconds, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/checkers/history.ts'
import { serializable } from '../../src/checkers/serializable.ts'
import { plans, runDatabase } from './isolation/database.ts'

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

type Key = 'x' | 'y'

type Talk =
  | { readonly type: 'begin' }
  | { readonly type: 'snapshot'; readonly values: Cells; readonly writes: Counts }
  | { readonly type: 'commit'; readonly at: Counts; readonly key: Key; readonly value: number }
  | { readonly type: 'committed' }
  | { readonly type: 'refused' }

type Cells = { readonly [Name in Key]: number | null }
type Counts = { readonly [Name in Key]: number }

/** Two registers. Whoever commits must have seen all that was written, or, by mistake, only what it overwrites. */
const database = defineNode<
  { values: { x: number | null; y: number | null }; writes: { x: number; y: number } },
  Talk,
  { readonly validates: 'all' | 'what is written' }
>('database', {
  initial: () => ({ values: { x: null, y: null }, writes: { x: 0, y: 0 } }),
  on: {
    begin({ values, writes }, _message, ctx) {
      ctx.reply({ type: 'snapshot', values: { ...values }, writes: { ...writes } })
    },
    commit({ values, writes }, { at, key, value }, ctx) {
      const seen: readonly Key[] = ctx.options.validates === 'all' ? ['x', 'y'] : [key]
      if (seen.some((one) => writes[one] !== at[one])) {
        ctx.reply({ type: 'refused' })
        return
      }
      values[key] = value
      writes[key]++
      ctx.reply({ type: 'committed' })
    },
  },
})

/** Reads one register and writes the other. */
const reader = defineNode<
  { operation: number; read: number | null },
  Talk,
  { readonly reads: Key; readonly writes: Key; readonly value: number }
>('reader', {
  client: true,
  initial: () => ({ operation: -1, read: null }),
  boot(state, ctx) {
    const { reads, writes, value } = ctx.options
    state.operation = ctx.invoke({
      f: 'txn',
      value: [
        ['r', reads, null],
        ['w', writes, value],
      ],
    })
    ctx.send('database', { type: 'begin' })
  },
  on: {
    snapshot(state, { values, writes: at }, ctx) {
      const { reads, writes: key, value } = ctx.options
      state.read = values[reads]
      ctx.reply({ type: 'commit', at, key, value })
    },
    committed({ operation, read }, _message, ctx) {
      const { reads, writes, value } = ctx.options
      ctx.complete(operation, [
        ['r', reads, read],
        ['w', writes, value],
      ])
    },
    refused: ({ operation }, _message, ctx) => ctx.fail(operation),
  },
})

const alice = reader({ reads: 'x', writes: 'y', value: 1 })
const bob = reader({ reads: 'y', writes: 'x', value: 2 })

const searched = (property: Property, validates: 'all' | 'what is written', other = bob) =>
  verify(
    scenario({
      title: 'Two transactions',
      nodes: { database: database({ validates }), alice, bob: other },
      until: seconds(1),
      holds: [property],
      verify: {},
    }),
  )

describe('serializable, in a search', () => {
  it('is violated by write skew, on a shortest way to it', () => {
    const { verdict, violations } = searched(serializable('rw-register'), 'what is written')
    expect(verdict).toBe('violated')
    expect(violations).toMatchObject([{ property: 'serializable', depth: 8, replays: true }])
    expect(violations[0]!.message).toMatch(/^serializable forbids G2-item/)
  })

  it('is not where everything that was read is validated, nor where the level allows it', () => {
    expect(searched(serializable('rw-register'), 'all').verdict).toBe('verified')
    const snapshots = serializable('rw-register', { level: 'snapshot-isolation' })
    expect(searched(snapshots, 'what is written').verdict).toBe('verified')
  })

  it('refuses transactions that write the same value, of which a run can say nothing', () => {
    expect(() => searched(serializable('rw-register'), 'all', alice)).toThrow(
      /Expected transactions that 'serializable' can judge when it is verified, got others: .* Have clients write another value each time\./,
    )
  })

  it('goes by nothing but who returned before whom was invoked, as searches do', () => {
    const levels = ['serializable', 'strong-session-serializable', 'strict-serializable'] as const
    const sentences = new Set<string>()
    fc.assert(
      fc.property(
        plans,
        fc.constantFrom('lists' as const, 'registers' as const),
        fc.array(fc.nat(1_000), { minLength: 200, maxLength: 200 }),
        (plan, data, swaps) => {
          const history = runDatabase(plan, data, 'snapshot isolation', 'stale read')
          const another = reordered(history, swaps)
          for (const level of levels) {
            const { rule } = serializable(data === 'lists' ? 'list-append' : 'rw-register', { level })
            if (rule?.type !== 'history') throw new Error('a history decides')
            const first = (one: readonly Operation[]) => String(rule.judge(one)).split('\n')[0]!
            expect(first(another)).toBe(first(history))
            sentences.add(first(history).slice(0, 12))
          }
        },
      ),
      { numRuns: 150 },
    )
    expect(sentences).toContain('null')
    expect(sentences.size).toBeGreaterThan(2)
  })
})

/** The same operations in another order, in which just the same returned before just the same were invoked. */
function reordered(history: readonly Operation[], swaps: readonly number[]): Operation[] {
  const operations = history.map((operation) => ({ ...operation }))
  const events = operations
    .flatMap((operation) => [
      { operation, field: 'invoked' as const, at: operation.invoked },
      ...(operation.returned === null
        ? []
        : [{ operation, field: 'returned' as const, at: operation.returned }]),
    ])
    .sort((a, b) => a.at - b.at)
  for (const swap of swaps) {
    const at = swap % Math.max(1, events.length - 1)
    const [first, second] = [events[at], events[at + 1]]
    if (second === undefined || first!.field !== second.field) continue
    events[at] = second
    events[at + 1] = first!
  }
  for (const [position, { operation, field }] of events.entries()) operation[field] = position
  return operations.sort((a, b) => a.invoked - b.invoked)
}
