const ln2 = 0.6931471805599453

/**
 * e to the power of x in plain arithmetic, the same to the bit in every engine (`Math.exp` is not); relative error
 * below 1e-13 for |x| ≤ 100.
 */
export function exp(x: number): number {
  const doublings = Math.round(x / ln2)
  const rest = x - doublings * ln2
  // |rest| ≤ 0.35: seventeen terms of the Taylor series are beyond a double's precision.
  let sum = 1
  for (let term = 17; term >= 1; term--) sum = 1 + (rest / term) * sum
  const factor = doublings < 0 ? 0.5 : 2
  for (let i = Math.abs(doublings); i > 0; i--) sum *= factor
  return sum
}
