import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimise } from '../../../src/explore/shrink/minimise.ts'

const never = () => false

describe('minimise', () => {
  it('keeps just what a failure needs, wherever it stands', () => {
    const items = fc.integer({ min: 1, max: 60 }).chain((length) => {
      const all = Array.from({ length }, (_, index) => index)
      return fc.tuple(fc.constant(all), fc.subarray(all))
    })
    fc.assert(
      fc.property(items, ([all, needed]) => {
        const fails = (part: readonly number[]) => needed.every((item) => part.includes(item))
        expect(minimise(all, fails, never)).toEqual(needed)
      }),
    )
  })

  it('leaves nothing that could go by itself, even if failing is not monotonic', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 }), (items) => {
        const fails = (part: readonly number[]) => part.reduce((sum, item) => sum + item, 0) % 3 === 1
        if (!fails(items)) return
        const kept = minimise(items, fails, never)
        expect(fails(kept)).toBe(true)
        for (const index of kept.keys()) expect(fails(kept.toSpliced(index, 1))).toBe(false)
      }),
    )
  })

  it('asks a number of times that grows with what is needed and the logarithm of the rest', () => {
    let asked = 0
    const fails = (part: readonly number[]) => {
      asked++
      return part.includes(700) && part.includes(123)
    }
    minimise(
      Array.from({ length: 1_000 }, (_, index) => index),
      fails,
      never,
    )
    expect(asked).toBeLessThan(100)
  })

  it('returns the best so far when told to stop', () => {
    let left = 5
    const kept = minimise(
      [1, 2, 3, 4, 5, 6, 7, 8],
      (part) => part.includes(8),
      () => left-- <= 0,
    )
    expect(kept).toContain(8)
    expect(kept.length).toBeLessThan(8)
  })
})
