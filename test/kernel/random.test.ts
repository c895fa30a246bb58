import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { Random, spread } from '../../src/kernel/random.ts'
import { chiSquare, correlation, sixteenBins } from './randomness.ts'

const label = fc.string({ minLength: 1 })

function draws(from: string, count: number): number[] {
  const random = new Random(from)
  return Array.from({ length: count }, () => random.bits())
}

describe('a random stream', () => {
  it("is seedrandom's alea: 'hello.' begins with 0.4783254903741181", () => {
    expect(new Random('hello.').bits() / 2 ** 32).toBe(0.4783254903741181)
  })

  it('is a pure function of its label', () => {
    fc.assert(
      fc.property(label, (text) => {
        expect(draws(text, 10)).toEqual(draws(text, 10))
      }),
    )
  })

  it('draws whole numbers of 32 bits', () => {
    const bits = draws('bits', 10_000)
    expect(bits.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32)).toBe(true)
    expect(Math.max(...bits)).toBeGreaterThan(2 ** 32 - 2 ** 22)
  })

  it('is never seeded by the clock or by entropy', () => {
    expect(() => new Random('')).toThrow(UsageError)
    expect(() => new Random(undefined as unknown as string)).toThrow(UsageError)
  })

  it('does not resemble the stream of a neighbouring label', () => {
    const labels = Array.from({ length: 200 }, (_, seed) => `${seed}/link/n1>n2`)
    const streams = labels.map((text) => draws(text, 1_000))
    // Of 1,000 pairs a correlation stays below 5/√1000 but once in a million.
    for (const [i, stream] of streams.slice(1).entries())
      expect(Math.abs(correlation(stream, streams[i]!))).toBeLessThan(5 / Math.sqrt(1_000))
  })

  it('has first draws that are uniform and uncorrelated over seeds, links and nodes', () => {
    for (const labelOf of [
      (i: number) => `${i}`,
      (i: number) => `${i}/link/n1>n2`,
      (i: number) => `7/link/n${i}>n${i + 1}`,
      (i: number) => `7/node/n${i}`,
    ]) {
      const firsts = Array.from({ length: 8_000 }, (_, i) => new Random(labelOf(i)).bits())
      const counts = new Array<number>(16).fill(0)
      for (const bits of firsts) counts[Math.floor(bits / 2 ** 28)]!++
      expect(chiSquare(counts)).toBeLessThan(sixteenBins)
      expect(Math.abs(correlation(firsts.slice(1), firsts.slice(0, -1)))).toBeLessThan(5 / Math.sqrt(8_000))
    }
  })
})

describe('int', () => {
  it('stays within its bounds, both included, for any span', () => {
    const bound = fc.oneof(fc.integer({ min: -10, max: 10 }), fc.integer({ min: -(2 ** 51), max: 2 ** 51 }))
    fc.assert(
      fc.property(label, bound, bound, (text, a, b) => {
        const [min, max] = [Math.min(a, b), Math.max(a, b)]
        const random = new Random(text)
        for (let i = 0; i < 20; i++) {
          const n = random.int(min, max)
          expect(Number.isSafeInteger(n) && n >= min && n <= max).toBe(true)
        }
      }),
    )
  })

  it('is uniform over small and large spans', () => {
    for (const [min, max] of [
      [0, 15],
      [-8, 7],
      [1_000, 1_000 + 16 * 12_345 - 1],
      [0, 2 ** 32 - 1],
      [0, 2 ** 50 - 1],
    ] as const) {
      const random = new Random(`int ${min} ${max}`)
      const counts = new Array<number>(16).fill(0)
      const width = (max - min + 1) / 16
      for (let i = 0; i < 32_000; i++) counts[Math.floor((random.int(min, max) - min) / width)]!++
      expect(chiSquare(counts)).toBeLessThan(sixteenBins)
    }
  })

  it('reaches both ends, and fills the low bits of spans beyond 32 bits', () => {
    const random = new Random('ends')
    const small = new Set(Array.from({ length: 200 }, () => random.int(1, 3)))
    expect([...small].sort()).toEqual([1, 2, 3])
    const counts = new Array<number>(16).fill(0)
    for (let i = 0; i < 32_000; i++) counts[random.int(0, 2 ** 50 - 1) % 16]!++
    expect(chiSquare(counts)).toBeLessThan(sixteenBins)
  })

  it.each([
    [2, 1],
    [0, 2 ** 53],
    [0.5, 2.5],
    [Number.NaN, 1],
    [0, Infinity],
  ])('refuses the bounds %d and %d', (min, max) => {
    expect(() => new Random('x').int(min, max)).toThrow(UsageError)
  })
})

describe('chance, pick and shuffle', () => {
  it('chance is true so many times out of so many', () => {
    const random = new Random('chance')
    const count = (parts: number, outOf?: number) =>
      Array.from({ length: 20_000 }, () => random.chance(parts, outOf)).filter(Boolean).length
    expect(count(0)).toBe(0)
    expect(count(1_000_000)).toBe(20_000)
    // Five standard deviations: 5·√(20,000·¼·¾) = 306.
    expect(Math.abs(count(250_000) - 5_000)).toBeLessThan(306)
    expect(Math.abs(count(1, 4) - 5_000)).toBeLessThan(306)
  })

  it('pick takes each item as often, and refuses an empty list', () => {
    const random = new Random('pick')
    const counts = new Array<number>(16).fill(0)
    for (let i = 0; i < 32_000; i++) counts[random.pick([...counts.keys()])]!++
    expect(chiSquare(counts)).toBeLessThan(sixteenBins)
    expect(() => random.pick([])).toThrow(UsageError)
  })

  it('shuffle leaves the items as they are, in another order, and the original untouched', () => {
    fc.assert(
      fc.property(label, fc.array(fc.integer()), (text, items) => {
        const before = [...items]
        const shuffled = new Random(text).shuffle(items)
        expect(items).toEqual(before)
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b))
      }),
    )
  })

  it('shuffle reaches all orders alike', () => {
    const random = new Random('orders')
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle(['a', 'b', 'c', 'd']).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    // χ² at 23 degrees of freedom exceeds this once in a million.
    expect(chiSquare([...counts.values()])).toBeLessThan(70.6)
  })

  it('sample takes distinct items, all of them when there are fewer', () => {
    const random = new Random('sample')
    expect(new Set(random.sample([1, 2, 3, 4, 5], 3)).size).toBe(3)
    expect(random.sample([1, 2], 5).sort()).toEqual([1, 2])
  })
})

describe('spread', () => {
  it('is uniform for every purpose, and each is independent of the draw and of the others', () => {
    const bits = draws('spread', 8_000)
    const purposes = [1, 2, 3, 4, 11, 12, 13, 14]
    const columns = [bits, ...purposes.map((purpose) => bits.map((draw) => spread(draw, purpose) >>> 0))]
    for (const [i, column] of columns.entries()) {
      const counts = new Array<number>(16).fill(0)
      for (const n of column) counts[Math.floor(n / 2 ** 28)]!++
      expect(chiSquare(counts)).toBeLessThan(sixteenBins)
      for (const other of columns.slice(0, i)) {
        expect(Math.abs(correlation(column, other))).toBeLessThan(5 / Math.sqrt(8_000))
        // No more joint structure than chance allows: the top two bits of both.
        const joint = new Array<number>(16).fill(0)
        for (const [k, n] of column.entries()) joint[(n >>> 30) * 4 + (other[k]! >>> 30)]!++
        expect(chiSquare(joint)).toBeLessThan(sixteenBins)
      }
    }
  })

  it('spreads draws that differ in one bit', () => {
    const differing = Array.from(
      { length: 32 },
      (_, bit) => spread(12_345, 1) ^ spread((12_345 ^ (1 << bit)) >>> 0, 1),
    )
    const flipped = differing.map((word) => word.toString(2).replaceAll(/[^1]/g, '').length)
    expect(Math.min(...flipped)).toBeGreaterThan(4)
  })
})
