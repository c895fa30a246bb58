import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { scaledIntegers } from '../../../src/testing/fast-check/scaled-integers.ts'

it('each doubling is as likely, from the least to the most', () => {
  const drawn = fc.sample(scaledIntegers(1, 1_000), 2_000)
  expect(drawn.every((value) => value >= 1 && value <= 1_000)).toBe(true)
  const below = (limit: number) => drawn.filter((value) => value < limit).length / drawn.length
  expect(below(8)).toBeGreaterThan(0.2)
  expect(below(8)).toBeLessThan(0.45)
  expect(below(512)).toBeGreaterThan(0.8)
})

it('one that fails shrinks to the least that does', () => {
  const { counterexample } = fc.check(
    fc.property(scaledIntegers(1, 1_000), (value) => value < 300),
    { seed: 1, numRuns: 1_000 },
  )
  expect(counterexample).toEqual([300])
})
