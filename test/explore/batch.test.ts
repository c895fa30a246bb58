import fc from 'fast-check'
import { always, at, crash, defineNode, ms, oneIn, scenario, seconds, simulate, sometimes } from 'lightcone'
import { expect, it } from 'vitest'
import { type Batch, batchOf, emptyBatch, merged, verdictOf } from '../../src/explore/batch.ts'

const dice = defineNode<{ eyes: number }, { type: 'roll' }, Record<never, never>, 'roll'>('dice', {
  initial: () => ({ eyes: 1 }),
  boot: (_state, ctx) => ctx.after(ms(1), 'roll'),
  timeout: {
    roll(state, ctx) {
      state.eyes = ctx.random.int(1, 6)
      if (state.eyes === 6) ctx.note('a six')
      ctx.send('table', { type: 'roll' })
    },
  },
})

const table = defineNode<{ rolls: number }, { type: 'roll' }>('table', { initial: () => ({ rolls: 0 }) })

const noSix = always('no six', dice, ([state]) => state?.eyes !== 6)
const noFive = always('no five', dice, ([state]) => state?.eyes !== 5)
const noSeven = always('no seven', dice, ([state]) => (state?.eyes ?? 0) < 7)

const rolled = scenario({
  title: 'A die is rolled',
  nodes: { n1: dice(), table: table() },
  network: { loss: oneIn(3), duplication: oneIn(1_000_000) },
  faults: [at(ms(500), crash('n1'))],
  until: seconds(1),
  holds: [noSix, noSeven],
  violates: [noFive],
  reaches: [sometimes('a six'), sometimes('a seven')],
})

const batches = Array.from({ length: 60 }, (_, seed) => batchOf(rolled, simulate(rolled, { seed })))

function together(parts: readonly Batch[]): Batch {
  return merged(emptyBatch(rolled), ...parts)
}

const whole = together(batches)

it('is the same however its seeds are divided and ordered', () => {
  const shuffled = fc.shuffledSubarray(batches, { minLength: batches.length })
  const cut = fc.nat(batches.length)
  fc.assert(
    fc.property(shuffled, cut, (order, at) => {
      const parts = merged(together(order.slice(0, at)), together(order.slice(at)))
      expect(JSON.stringify(parts)).toBe(JSON.stringify(whole))
    }),
    { numRuns: 50 },
  )
})

it('has another hash with a seed less', () => {
  expect(together(batches.slice(1)).hash).not.toBe(whole.hash)
})

it('keeps the failing seeds by number, and counts the runs', () => {
  const seeds = whole.failures.map(({ seed }) => Number(seed))
  expect(seeds.length).toBeGreaterThan(1)
  expect(seeds).toEqual([...seeds].sort((a, b) => a - b))
  expect(whole.failed).toBe(new Set(seeds).size)
  expect(whole.passed + whole.failed + whole.undecided).toBe(60)
})

it('tells kinds of faults that were allowed and never struck from those that did', () => {
  expect(whole.faults.duplication).toBe(0)
  expect(whole.faults.loss).toBeGreaterThan(0)
  expect(whole.faults.crash).toBeGreaterThan(0)
})

it('says what broke, what was not shown, what was not reached, and what was never at risk', () => {
  expect(verdictOf(rolled, whole)).toEqual({
    asDeclared: false,
    violated: ['no six'],
    notShown: [],
    notReached: ['a seven'],
    notExercised: ['fault duplication'],
  })
  expect(verdictOf(rolled, emptyBatch(rolled))).toMatchObject({ notShown: ['no five'] })
})
