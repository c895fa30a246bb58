import { UsageError } from './errors.ts'

/** Virtual time or a span of it: a whole number of microseconds. */
export type Micros = number

/** A span of `n` microseconds. */
export const us = (n: number): Micros => whole(n, 1, 'us')
/** A span of `n` milliseconds, in µs; fractions down to a microsecond are fine. */
export const ms = (n: number): Micros => whole(n, 1_000, 'ms')
/** A span of `n` seconds, in µs. */
export const seconds = (n: number): Micros => whole(n, 1_000_000, 'seconds')
/** A span of `n` minutes, in µs. */
export const minutes = (n: number): Micros => whole(n, 60_000_000, 'minutes')

function whole(n: number, unit: Micros, name: string): Micros {
  const span = wholeMicros(n, unit)
  if (span === null)
    throw new UsageError(`Expected ${name}(n) to be a whole number of microseconds, got ${name}(${n}).`)
  return span
}

/** `null` when something finer than a microsecond was asked for. */
function wholeMicros(n: number, unit: Micros): Micros | null {
  // 0.1 ms is not exact in binary: the product may be off by a few units in its last place.
  const product = n * unit
  const span = Math.round(product)
  const tolerance = Math.max(1e-6, Math.abs(span) * 1e-15)
  return Number.isSafeInteger(span) && Math.abs(span - product) <= tolerance ? span : null
}

/** A time for people: `350 µs`, `12.5 ms`, `3.25 s`; exact to the microsecond. */
export function formatTime(time: Micros): string {
  const size = Math.abs(time)
  if (size < 1_000) return `${time} µs`
  if (size < 1_000_000) return `${time / 1_000} ms`
  return `${time / 1_000_000} s`
}

const unitSizes: Readonly<Record<string, Micros>> = {
  us: 1,
  µs: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  min: 60_000_000,
  h: 3_600_000_000,
}

/**
 * Reads `350us`, `12.5ms`, `3 s`, `2m` or `1h`.
 * @throws UsageError when it is none of them.
 */
export function parseTime(text: string): Micros {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(us|µs|ms|s|m|min|h)\s*$/.exec(text)
  const unit = unitSizes[match?.[2] ?? '']
  const time = match && unit !== undefined ? wholeMicros(Number(match[1]), unit) : null
  if (time === null)
    throw new UsageError(
      `Expected a time in whole microseconds, such as 350us, 12.5ms, 3s, 2m or 1h, got ${JSON.stringify(text)}.`,
    )
  return time
}
