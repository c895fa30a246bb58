import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalQuantile } from '../../src/kernel/normal-quantile.ts'

// Abramowitz & Stegun, Table 26.5 and 26.6, and for the far tail Wichura's AS 241.
test.each([
  [0.5, 0],
  [0.75, 0.674489750196082],
  [0.9, 1.2815515655446],
  [0.95, 1.64485362695147],
  [0.975, 1.95996398454005],
  [0.99, 2.32634787404084],
  [0.999, 3.09023230616781],
  [1e-9, -5.99780701500768],
])('the normal quantile of %d is %d', (p, quantile) => {
  expect(Math.abs(normalQuantile(p) - quantile)).toBeLessThanOrEqual(1.2e-9 * Math.abs(quantile))
})

test('the normal quantile is odd about one half, and grows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), (n) => {
      const p = n / 2 ** 32
      expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 12)
      expect(normalQuantile(p + 2 ** -20)).toBeGreaterThan(normalQuantile(p))
    }),
  )
})
