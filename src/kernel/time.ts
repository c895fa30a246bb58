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
  // 0.1 ms is not exact in binary: round to the microsecond first, then see that nothing finer was asked for.
  const span = Math.round(n * unit)
  const exact = Number.isSafeInteger(span) && Math.abs(span - n * unit) < 1e-6
  if (!exact)
    throw new UsageError(`Expected ${name}(n) to be a whole number of microseconds, got ${name}(${n}).`)
  return span
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
  if (!match || unit === undefined)
    throw new UsageError(`Expected a time such as 350us, 12.5ms, 3s, 2m or 1h, got ${JSON.stringify(text)}.`)
  return Math.round(Number(match[1]) * unit)
}
