import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  at,
  compareVersions,
  defineNode,
  ms,
  neverWritten,
  noAcknowledgedWriteLost,
  scenario,
  seconds,
  simulate,
  type Version,
  wipe,
} from '../../src/index.ts'

const version = fc.record({
  counter: fc.integer({ min: 1, max: 3 }),
  writer: fc.constantFrom('c1', 'c2', 'c10'),
})

describe('versions', () => {
  it('are in a total order: by counter, then by writer', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)))
        expect(compareVersions(a, b) === 0).toBe(a.counter === b.counter && a.writer === b.writer)
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0)
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
        if (a.counter < b.counter) expect(compareVersions(a, b)).toBeLessThan(0)
      }),
    )
  })

  it('of what was never written are older than all others', () => {
    fc.assert(fc.property(version, (some) => compareVersions(neverWritten, some) < 0))
  })
})

interface Shelf {
  cells: Record<string, Version>
  acknowledged: (Version & { readonly key: string }) | null
  moves: number
}
type Message = { readonly type: 'copy'; readonly version: Version }

/** Writes `k`, again and again a newer version, to itself and, if asked, to another shelf. */
const shelf = defineNode<Shelf, Message, { readonly copyTo?: string }, 'write'>('shelf', {
  initial: () => ({ cells: {}, acknowledged: null, moves: 0 }),
  persistent: ['cells'],
  boot: (_state, ctx) => ctx.after(ms(10), 'write'),
  on: {
    copy(state, message) {
      state.cells.k = message.version
    },
  },
  timeout: {
    write(state, ctx) {
      if (ctx.options.copyTo === undefined) return
      const next = { counter: (state.acknowledged?.counter ?? 0) + 1, writer: ctx.self }
      state.cells.k = next
      ctx.send(ctx.options.copyTo, { type: 'copy', version: next })
      state.acknowledged = { key: 'k', ...next }
      if (next.counter < 5) ctx.after(ms(50), 'write')
    },
  },
})

interface Catalogue {
  holders: string[]
}
const catalogue = defineNode<Catalogue, never, { readonly then?: readonly string[] }, 'move'>('catalogue', {
  initial: () => ({ holders: ['s1'] }),
  boot: (_state, ctx) => ctx.after(ms(500), 'move'),
  timeout: {
    move(state, ctx) {
      state.holders = [...(ctx.options.then ?? ['s1'])]
    },
  },
})

const kept = noAcknowledgedWriteLost<Shelf, Catalogue>({
  store: shelf,
  directory: catalogue,
  acknowledged: ({ acknowledged }) => acknowledged,
  cell: ({ cells }, key) => cells[key] ?? neverWritten,
  replicas: ({ holders }) => holders,
  era: (state) =>
    'holders' in state
      ? state.holders.length + (state.holders[0] === 's1' ? 0 : 10)
      : Object.keys(state.cells).length,
})

function violationsOf(then: readonly string[], wiped: boolean): string[] {
  const world = scenario({
    title: 'shelves',
    nodes: { c: catalogue({ then }), s1: shelf({ copyTo: 's2' }), s2: shelf(), s3: shelf() },
    faults: wiped ? [at(ms(800), wipe('s1'))] : [],
    until: seconds(1),
    holds: [kept],
  })
  return simulate(world, { seed: 1 }).violations.map(({ message }) => message)
}

describe('no acknowledged write lost', () => {
  it('holds while one of those who hold the key has the write', () => {
    expect(violationsOf(['s2'], false)).toEqual([])
    expect(violationsOf(['s3', 's2'], false)).toEqual([])
    expect(violationsOf(['s1', 's2'], true)).toEqual([])
  })

  it('is violated when the key comes to be held by nodes without it', () => {
    expect(violationsOf(['s3'], false)).toEqual([
      'the write 5.s1 of k was acknowledged, but none of its replicas (s3) has it',
    ])
  })

  it('is violated when the last disk that had it is lost', () => {
    expect(violationsOf(['s1', 's3'], true)).toHaveLength(1)
  })
})
