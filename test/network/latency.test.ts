import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { percent } from '../../src/kernel/probability.ts'
import { Random } from '../../src/kernel/random.ts'
import { ms } from '../../src/kernel/time.ts'
import {
  bimodal,
  constant,
  exponential,
  type Latency,
  latencySampler,
  logNormal,
  uniform,
  validateLatency,
} from '../../src/network/latency.ts'

const count = 40_000

function samples(latency: Latency): number[] {
  const sample = latencySampler(latency)
  const random = new Random(JSON.stringify(latency))
  return Array.from({ length: count }, () => sample(random.bits())).sort((a, b) => a - b)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const share = (values: readonly number[], test: (value: number) => boolean) =>
  values.filter(test).length / values.length

/** Five standard deviations of the share of `count` trials that have the chance `p`: 0.25 % … 1.25 %. */
const near = (p: number) => 5 * Math.sqrt((p * (1 - p)) / count)

const bits = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('latencies', () => {
  it('constant is constant', () => {
    expect(new Set(samples(constant(ms(3))))).toEqual(new Set([ms(3)]))
  })

  it('uniform takes each µs from min to max as often', () => {
    const drawn = samples(uniform(10, 13))
    for (const value of [10, 11, 12, 13])
      expect(Math.abs(share(drawn, (x) => x === value) - 0.25)).toBeLessThan(near(0.25))
    expect([drawn[0], drawn.at(-1)]).toEqual([10, 13])
  })

  it('exponential has its mean, and its waits the memoryless quantiles', () => {
    const drawn = samples(exponential({ min: ms(2), mean: ms(10) }))
    expect(drawn[0]).toBeGreaterThanOrEqual(ms(2))
    // The deviation of a wait is its mean, 8 ms.
    expect(Math.abs(mean(drawn) - ms(10))).toBeLessThan((5 * ms(8)) / Math.sqrt(count))
    for (const p of [0.1, 0.5, 0.9, 0.99]) {
      const quantile = ms(2) - ms(8) * Math.log(1 - p)
      expect(Math.abs(share(drawn, (x) => x <= quantile) - p)).toBeLessThan(near(p))
    }
  })

  it('log-normal has its median, and the quantiles of its sigma', () => {
    const drawn = samples(logNormal({ median: ms(20), sigma: 0.5 }))
    // Φ(−1.2816) = 0.1, Φ(0) = 0.5, Φ(1.2816) = 0.9, Φ(2.3263) = 0.99
    for (const [p, z] of [
      [0.1, -1.2815515655446],
      [0.5, 0],
      [0.9, 1.2815515655446],
      [0.99, 2.32634787404084],
    ] as const) {
      const quantile = ms(20) * Math.exp(0.5 * z)
      expect(Math.abs(share(drawn, (x) => x <= quantile) - p)).toBeLessThan(near(p))
    }
    const expected = ms(20) * Math.exp(0.125)
    const deviation = expected * Math.sqrt(Math.exp(0.25) - 1)
    expect(Math.abs(mean(drawn) - expected)).toBeLessThan((5 * deviation) / Math.sqrt(count))
  })

  it('bimodal takes the tail as rarely as it says', () => {
    const drawn = samples(
      bimodal({ usual: uniform(1, 100), tail: uniform(1_001, 2_000), rarely: percent(5) }),
    )
    const tail = drawn.filter((x) => x > 100)
    expect(Math.abs(tail.length / count - 0.05)).toBeLessThan(near(0.05))
    expect(Math.abs(mean(tail) - 1_500.5)).toBeLessThan((5 * 289) / Math.sqrt(tail.length))
    const usual = drawn.filter((x) => x <= 100)
    expect(Math.abs(mean(usual) - 50.5)).toBeLessThan((5 * 29) / Math.sqrt(usual.length))
  })

  it('bimodal within bimodal chooses anew', () => {
    const inner = bimodal({ usual: constant(1), tail: constant(2), rarely: percent(20) })
    const drawn = samples(bimodal({ usual: inner, tail: inner, rarely: percent(50) }))
    expect(Math.abs(share(drawn, (x) => x === 2) - 0.2)).toBeLessThan(near(0.2))
    const nested = samples(bimodal({ usual: inner, tail: constant(3), rarely: percent(50) }))
    expect(Math.abs(share(nested, (x) => x === 2) - 0.1)).toBeLessThan(near(0.1))
  })

  it('are whole, at least 0 and the same for the same draw', () => {
    const latency = fc.oneof(
      fc.nat({ max: 10 ** 9 }).map(constant),
      fc
        .tuple(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 10 ** 9 }))
        .map(([min, more]) => uniform(min, min + more)),
      fc
        .tuple(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 10 ** 9 }))
        .map(([min, more]) => exponential({ min, mean: min + more })),
      fc
        .tuple(fc.nat({ max: 10 ** 9 }), fc.nat({ max: 40 }))
        .map(([median, tenths]) => logNormal({ median, sigma: tenths / 20 })),
    )
    fc.assert(
      fc.property(latency, bits, (distribution, draw) => {
        const sampled = latencySampler(distribution)(draw)
        expect(Number.isSafeInteger(sampled) && sampled >= 0).toBe(true)
        expect(latencySampler(distribution)(draw)).toBe(sampled)
      }),
      { numRuns: 1_000 },
    )
  })

  it('have their least and greatest value at the ends of the draw', () => {
    const sample = latencySampler(uniform(5, 9))
    expect([sample(0), sample(2 ** 32 - 1)]).toEqual([5, 9])
    expect(latencySampler(exponential({ min: 7, mean: 1_000 }))(2 ** 32 - 1)).toBe(7)
  })

  it.each([
    [() => constant(-1), 'constant.latency', '-1'],
    [() => constant(0.5), 'constant.latency', '0.5'],
    [() => uniform(ms(10), ms(1)), 'uniform.max to be at least min (10000 µs)', '1000'],
    [() => exponential({ min: 10, mean: 5 }), 'exponential.mean to be at least min', '5'],
    [() => logNormal({ median: 10, sigma: 9 }), 'logNormal.sigma', '9'],
    [() => logNormal({ median: ms(10), sigma: 5 }), 'centuries', '5'],
    [
      () => bimodal({ usual: constant(1), tail: constant(2), rarely: 2_000_000 }),
      'bimodal.rarely',
      '2000000',
    ],
    [() => validateLatency({ type: 'pareto' } as never, 'network.latency'), 'network.latency.type', 'pareto'],
    [() => validateLatency(ms(5) as never, 'network.latency'), 'network.latency.type', '5000'],
    [() => validateLatency(null as never, 'network.latency'), 'network.latency.type', 'null'],
  ])('refuse what makes no sense, %#', (make, where, got) => {
    expect(make).toThrow(UsageError)
    expect(make).toThrow(where)
    expect(make).toThrow(got)
  })
})
