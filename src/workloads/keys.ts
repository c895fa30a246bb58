import { UsageError } from '../kernel/errors.ts'
import type { Random } from '../kernel/random.ts'

export interface KeyOptions {
  /** How many keys there are; 2 unless told. */
  readonly keys?: number
  /**
   * How much more often some keys are asked for than others: key number k has the weight 1 / k^skew. 0 (unless told):
   * all alike; 1: Zipf's law (Breslau et al., "Web caching and Zipf-like distributions", 1999); 2: steeper.
   */
  readonly skew?: 0 | 1 | 2
}

const heaviest = 1_000_000

/** Draws keys k1, k2, …, by integer arithmetic. @throws UsageError for a number of keys that is none. */
export function keyChooser({ keys = 2, skew = 0 }: KeyOptions): (random: Random) => string {
  if (!(Number.isSafeInteger(keys) && keys >= 1 && keys <= heaviest))
    throw new UsageError(`Expected keys to be a whole number from 1 to ${heaviest}, got ${keys}.`)
  if (![0, 1, 2].includes(skew))
    throw new UsageError(`Expected skew to be 0 (all keys alike), 1 (Zipf's law) or 2, got ${skew}.`)
  /** The weights of keys 1 to k together. */
  const cumulative: number[] = []
  const names: string[] = []
  let total = 0
  for (let key = 1; key <= keys; key++) {
    const divisor = skew === 0 ? 1 : skew === 1 ? key : key * key
    total += Math.max(1, Math.floor(heaviest / divisor))
    cumulative.push(total)
    names.push(`k${key}`)
  }
  return (random) => {
    const drawn = random.int(1, total)
    let low = 0
    let high = keys - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (cumulative[middle]! < drawn) low = middle + 1
      else high = middle
    }
    return names[low]!
  }
}
