import { UsageError } from '../kernel/errors.ts'
import { ln } from '../kernel/logarithm.ts'
import type { Random } from '../kernel/random.ts'
import { type Micros, ms } from '../kernel/time.ts'

/** How fast a client asks: its pauses lie between two bounds, or follow a rate. */
export interface PaceOptions {
  /** The pause before each operation, µs; from 0 to 200 ms unless told. */
  readonly thinkTime?: readonly [min: Micros, max: Micros]
  /** Operations a second, as long as answers come at once: pauses are exponential (a Poisson process). */
  readonly rate?: number
}

/** Draws pauses, µs. @throws UsageError for a pace that is none. */
export function pauseDrawer({ thinkTime, rate }: PaceOptions): (random: Random) => Micros {
  if (rate !== undefined) {
    if (thinkTime !== undefined)
      throw new UsageError('Expected either thinkTime or rate of a client, got both.')
    if (!(Number.isFinite(rate) && rate > 0))
      throw new UsageError(`Expected rate to be operations a second, more than 0, got ${rate}.`)
    const mean = 1_000_000 / rate
    return (random) => Math.round(-mean * ln((random.bits() + 0.5) / 4_294_967_296))
  }
  const [min, max] = thinkTime ?? [0, ms(200)]
  if (!(Number.isSafeInteger(min) && Number.isSafeInteger(max) && min >= 0 && max >= min))
    throw new UsageError(
      `Expected thinkTime to be [min, max] in whole µs with 0 ≤ min ≤ max, such as [ms(1), ms(50)], got ${JSON.stringify(thinkTime)}.`,
    )
  return (random) => random.int(min, max)
}
