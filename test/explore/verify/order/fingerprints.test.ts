import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Fingerprints } from '../../../../src/explore/verify/order/fingerprints.ts'

/** Halves that often have their upper or their lower bits in common, and so their places or what these show. */
const half = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.integer({ min: -3, max: 3 }).map((bits) => bits << 28),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
)

it('numbers fingerprints in the order in which they come, and finds each by both of its halves', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { minLength: 1, maxLength: 200 }), (pairs) => {
      const fingerprints = new Fingerprints()
      const numbers = new Map<string, number>()
      for (const [high, low] of pairs) {
        const known = numbers.get(`${high} ${low}`)
        expect(fingerprints.find(high, low)).toBe(known ?? -1)
        expect(fingerprints.add(high, low)).toBe(known === undefined)
        if (known === undefined) numbers.set(`${high} ${low}`, numbers.size)
      }
      const told = [...fingerprints.highs].map((high, index) => `${high} ${fingerprints.lows[index]}`)
      expect(told).toEqual([...numbers.keys()])
    }),
  )
})

it('finds all of so many that its table had to grow', () => {
  const fingerprints = new Fingerprints()
  const count = 20_000
  const halves = (index: number) =>
    [Math.imul(index, 0x9e3779b1) | 0, Math.imul(index, 0x85ebca6b) | 0] as const
  for (let index = 0; index < count; index++) fingerprints.add(...halves(index))
  const found = Array.from({ length: count }, (_, index) => fingerprints.find(...halves(index)))
  expect(found).toEqual(Array.from({ length: count }, (_, index) => index))
  expect(fingerprints.find(...halves(count))).toBe(-1)
})
