import * as fc from 'fast-check'

/**
 * A whole number from `min` (1 or more) to `max`, each doubling about as likely: what breaks at one scale, and nobody
 * knows at which, is met at all of them. Shrinks towards `min`.
 */
export function scaledIntegers(min: number, max: number): fc.Arbitrary<number> {
  const ranges: fc.Arbitrary<number>[] = []
  for (let low = min; low <= max; low *= 2) ranges.push(fc.integer({ min, max: Math.min(max, low * 2 - 1) }))
  return fc.oneof(...ranges)
}
