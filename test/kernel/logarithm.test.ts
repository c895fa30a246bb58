import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ln } from '../../src/kernel/logarithm.ts'

function bitsOf(x: number): string {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, x)
  return view.getBigUint64(0).toString(16).padStart(16, '0')
}

test('ln agrees with Math.log to a relative error of 1e-14 over all positive doubles', () => {
  fc.assert(
    fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) => {
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(1e-14 * Math.abs(Math.log(x)))
    }),
    { numRuns: 20_000 },
  )
})

test('ln keeps its relative precision next to 1, where the result vanishes', () => {
  let worst = 0
  for (let k = 1; k <= 50_000; k++) {
    for (const x of [1 + k * 2e-6, 1 - k * 2e-6, 1 + k * Number.EPSILON, 1 - (k * Number.EPSILON) / 2]) {
      if (x > 0) worst = Math.max(worst, Math.abs(ln(x) / Math.log(x) - 1))
    }
  }
  expect(worst).toBeLessThan(1e-15)
})

test('ln is exact where it can be', () => {
  expect(ln(1)).toBe(0)
  expect(ln(2)).toBe(Math.LN2)
  expect(ln(10)).toBe(Math.LN10)
  expect(ln(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(ln(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  expect(ln(-1)).toBeNaN()
  expect(ln(Number.NaN)).toBeNaN()
})

test('ln never decreases', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
      expect(ln(x * (1 + 4 * Number.EPSILON))).toBeGreaterThanOrEqual(ln(x))
    }),
  )
})

test('ln has the same bits in every engine', () => {
  expect(
    Object.fromEntries(
      [0.1, 0.75, 1.5, Math.PI, 1e-310, 5e-324, 1.7976931348623157e308].map((x) => [x, bitsOf(ln(x))]),
    ),
  ).toEqual({
    '0.1': 'c0026bb1bbb55515',
    '0.75': 'bfd269621134db92',
    '1.5': '3fd9f323ecbf984c',
    '3.141592653589793': '3ff250d048e7a1bd',
    '1e-310': 'c0864e69394d9508',
    '5e-324': 'c0874385446d71c3',
    '1.7976931348623157e+308': '40862e42fefa39ef',
  })
})
