import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { listsOf, mostOf } from '../../../src/testing/fast-check/lists.ts'

const numbers = fc.array(fc.nat({ max: 1_000 }), { minLength: 200, maxLength: 200 })

it('a long list shrinks to the few items it takes, wherever they stand', () => {
  let tried = 0
  const { counterexample } = fc.check(
    fc.property(listsOf(numbers), (list) => {
      tried++
      return !(list.some((number) => number > 950) && list.some((number) => number < 50))
    }),
    { seed: 1 },
  )
  const [high, low] = [...counterexample![0]!].sort((a, b) => b - a)
  expect(counterexample![0]).toHaveLength(2)
  expect(high).toBeGreaterThan(950)
  expect(low).toBeLessThan(50)
  expect(tried).toBeLessThan(1_000)
})

it('what is left gets simpler, as long as the list makes sense', () => {
  const half = (number: number) => (number > 1 ? [number >> 1] : [])
  const isSound = (list: readonly number[]) => list.every((number) => number > 10)
  const { counterexample } = fc.check(
    fc.property(listsOf(numbers, half, isSound), (list) => !list.some((number) => number > 10)),
    { seed: 1 },
  )
  expect(counterexample![0]).toHaveLength(1)
  expect(counterexample![0]![0]).toBeLessThanOrEqual(21)
})

it('most of a list is drawn in order, and an empty one of an empty list', () => {
  const drawn = fc.sample(mostOf([1, 2, 3, 4, 5, 6, 7, 8, 9]), 50)
  expect(drawn.every((list) => list.join() === [...list].sort().join())).toBe(true)
  expect(drawn.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(50 * 9 * 0.7)
  expect(new Set(drawn.map(String)).size).toBeGreaterThan(5)
  expect(fc.sample(mostOf([]), 2)).toEqual([[], []])
})
