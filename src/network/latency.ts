import { UsageError } from '../kernel/errors.ts'
import { exp } from '../kernel/exponential.ts'
import { ln } from '../kernel/logarithm.ts'
import { normalQuantile } from '../kernel/normal-quantile.ts'
import type { PerMillion } from '../kernel/probability.ts'
import { spread } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'

/** How long a message takes from one node to another: a distribution, as plain data. */
export type Latency =
  | { readonly type: 'constant'; readonly latency: Micros }
  | { readonly type: 'uniform'; readonly min: Micros; readonly max: Micros }
  | { readonly type: 'exponential'; readonly min: Micros; readonly mean: Micros }
  | { readonly type: 'logNormal'; readonly median: Micros; readonly sigma: number }
  | { readonly type: 'bimodal'; readonly usual: Latency; readonly tail: Latency; readonly rarely: PerMillion }

/** Every message takes just as long. */
export const constant = (latency: Micros): Latency => valid({ type: 'constant', latency })
/** Anything from `min` to `max`, each µs as likely. */
export const uniform = (min: Micros, max: Micros): Latency => valid({ type: 'uniform', min, max })
/** At least `min`, and an exponential wait on top; `mean` is that of the whole. */
export const exponential = (options: { min?: Micros; mean: Micros }): Latency =>
  valid({ type: 'exponential', min: options.min ?? 0, mean: options.mean })
/** Half of the messages within `median`; `sigma` is the deviation of the logarithm (0.5 is a usual network). */
export const logNormal = (options: { median: Micros; sigma?: number }): Latency =>
  valid({ type: 'logNormal', median: options.median, sigma: options.sigma ?? 0.5 })
/** Usually one distribution, and rarely a long tail. */
export const bimodal = (options: { usual: Latency; tail: Latency; rarely: PerMillion }): Latency =>
  valid({ type: 'bimodal', ...options })

/** Turns 32 random bits into a latency in µs. */
export type LatencySampler = (bits: number) => Micros

/** The sampler of a distribution; a pure function of the bits it is given. */
export function latencySampler(latency: Latency): LatencySampler {
  return samplerAt(latency, 0)
}

function samplerAt(latency: Latency, depth: number): LatencySampler {
  switch (latency.type) {
    case 'constant':
      return () => latency.latency
    case 'uniform': {
      const { min } = latency
      const scale = (latency.max - min + 1) / 4_294_967_296
      return (bits) => min + Math.floor(bits * scale)
    }
    case 'exponential': {
      const { min } = latency
      const mean = latency.mean - min
      return (bits) => min + Math.round(-mean * ln((bits + 0.5) / 4_294_967_296))
    }
    case 'logNormal': {
      const { median, sigma } = latency
      return (bits) => Math.round(median * exp(sigma * normalQuantile((bits + 0.5) / 4_294_967_296)))
    }
    case 'bimodal': {
      const usual = samplerAt(latency.usual, depth + 1)
      const tail = samplerAt(latency.tail, depth + 1)
      const threshold = latency.rarely * 4294.967296
      // Purposes of its own at each depth, as a mixture within a mixture may be handed the same bits.
      const which = 11 + 2 * depth
      return (bits) =>
        spread(bits, which) >>> 0 < threshold ? tail(spread(bits, which + 1) >>> 0) : usual(bits)
    }
    default:
      return latency satisfies never
  }
}

/** @throws UsageError when the distribution makes no sense, naming `where` it stands. */
export function validateLatency(latency: Latency, where: string): void {
  const fail = (expected: string, got: unknown) => {
    throw new UsageError(`Expected ${where}.${expected}, got ${JSON.stringify(got)}.`)
  }
  const time = (name: string, value: Micros) => {
    if (!Number.isSafeInteger(value) || value < 0)
      fail(`${name} to be a whole number of µs, 0 or more (write ms(5), us(300), …)`, value)
  }
  switch (latency?.type) {
    case 'constant':
      time('latency', latency.latency)
      break
    case 'uniform':
      time('min', latency.min)
      time('max', latency.max)
      if (latency.max < latency.min) fail(`max to be at least min (${latency.min} µs)`, latency.max)
      break
    case 'exponential':
      time('min', latency.min)
      time('mean', latency.mean)
      if (latency.mean < latency.min) fail(`mean to be at least min (${latency.min} µs)`, latency.mean)
      break
    case 'logNormal':
      time('median', latency.median)
      if (!(latency.sigma >= 0 && latency.sigma <= 5)) fail('sigma to be between 0 and 5', latency.sigma)
      if (!Number.isSafeInteger(latencySampler(latency)(4_294_967_295)))
        fail(
          'sigma to be smaller, as the longest latencies would be centuries with that median',
          latency.sigma,
        )
      break
    case 'bimodal':
      validateLatency(latency.usual, `${where}.usual`)
      validateLatency(latency.tail, `${where}.tail`)
      if (!(latency.rarely >= 0 && latency.rarely <= 1_000_000))
        fail('rarely to be a probability in millionths (write percent(1) or oneIn(100))', latency.rarely)
      break
    default:
      fail(
        'type to be constant, uniform, exponential, logNormal or bimodal (write uniform(ms(1), ms(5)))',
        (latency as Latency | null)?.type ?? latency,
      )
  }
}

function valid(latency: Latency): Latency {
  validateLatency(latency, latency.type)
  return latency
}
