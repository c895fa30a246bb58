import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'

/** How a node's clock is off at the start; plain data. */
export interface ClockOptions {
  /** How far ahead it is, µs; negative when behind. */
  readonly offset?: Micros
  /** How much too fast it runs, in millionths; negative when too slow. */
  readonly drift?: number
}

/** A clock that drifts no further, in millionths, neither stands still nor runs backwards. */
const driftLimit = 999_999

/** @throws UsageError when an option makes no sense, naming `where` it stands. */
export function validateClock({ offset = 0, drift = 0 }: ClockOptions, where: string): void {
  if (!Number.isSafeInteger(offset))
    throw new UsageError(
      `Expected ${where}.offset to be a whole number of µs (write ms(5), or -ms(5) for a clock behind), got ${offset}.`,
    )
  if (!Number.isInteger(drift) || Math.abs(drift) > driftLimit)
    throw new UsageError(
      `Expected ${where}.drift to be whole millionths from -${driftLimit} to ${driftLimit} (200 is 0.2 ms a second too fast), got ${drift}.`,
    )
}

/**
 * A node's own clock: it may be off, run too fast or too slow, and jump. Everything a node knows of time, its
 * timers included, goes by it; integer arithmetic throughout.
 */
export class NodeClock {
  private originTrue: Micros = 0
  private originLocal: Micros
  /** Millionths too fast (or too slow, when negative). */
  drift: number

  constructor(options: ClockOptions) {
    this.originLocal = options.offset ?? 0
    this.drift = options.drift ?? 0
  }

  /** What the clock shows at a true time, µs. */
  read(trueTime: Micros): Micros {
    const elapsed = trueTime - this.originTrue
    // In whole seconds and the rest, so that no product leaves the exact integers.
    const whole = Math.floor(elapsed / 1_000_000)
    const rest = elapsed - whole * 1_000_000
    return this.originLocal + elapsed + whole * this.drift + Math.floor((rest * this.drift) / 1_000_000)
  }

  /** The first true time, not before `now`, at which the clock shows `local` or more. */
  whenShows(local: Micros, now: Micros): Micros {
    const toGo = local - this.originLocal
    let at = this.originTrue + Math.floor((toGo * 1_000_000) / (1_000_000 + this.drift))
    // Rounded down, the quotient is never too late, and a step or two too early at most.
    if (at < now) at = now
    while (this.read(at) < local) at++
    return at
  }

  jump(by: Micros): void {
    this.originLocal += by
  }

  setDrift(drift: number, now: Micros): void {
    this.originLocal = this.read(now)
    this.originTrue = now
    this.drift = drift
  }

  /** Shows true time again and runs true. */
  synchronise(now: Micros): void {
    this.originTrue = now
    this.originLocal = now
    this.drift = 0
  }
}
