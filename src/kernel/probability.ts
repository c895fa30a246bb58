import { UsageError } from './errors.ts'

/** A probability as a whole number of millionths, 0 … 1,000,000: integers compare alike in every engine. */
export type PerMillion = number

/** `percent(0.5)` is 5,000 millionths. */
export const percent = (n: number): PerMillion => perMillion(n * 10_000, `percent(${n})`)
/** `oneIn(1000)` is 1,000 millionths. */
export const oneIn = (n: number): PerMillion => perMillion(Math.floor(1_000_000 / n), `oneIn(${n})`)

function perMillion(parts: number, written: string): PerMillion {
  const rounded = Math.round(parts)
  if (!(rounded >= 0 && rounded <= 1_000_000))
    throw new UsageError(`Expected a probability from 0 to 1 in all, got ${written}.`)
  return rounded
}
