import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exp } from '../../src/kernel/exponential.ts'

test('exp agrees with Math.exp to a relative error of 1e-13 for |x| ≤ 100', () => {
  fc.assert(
    fc.property(fc.double({ min: -100, max: 100, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13)
    }),
    { numRuns: 20_000 },
  )
})

test('exp has the same bits in every engine', () => {
  expect([0, 1, -1, 0.5, 20, -40, 100].map(exp)).toEqual([
    1, 2.7182818284590455, 0.36787944117144233, 1.6487212707001282, 485165195.4097899, 4.248354255291596e-18,
    2.6881171418161396e43,
  ])
})
