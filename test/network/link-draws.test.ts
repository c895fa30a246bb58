import { describe, expect, it } from 'vitest'
import { LinkDraws } from '../../src/network/link-draws.ts'
import { chiSquare, correlation, sixteenBins } from '../kernel/randomness.ts'

const names = Array.from({ length: 100 }, (_, i) => `n${i + 1}`)
const count = 8_000

/** The draws of `count` messages on one link. */
function ofLink(from: number, to: number, label = '7'): number[] {
  const draws = new LinkDraws(names, label)
  return Array.from({ length: count }, () => draws.draw(from, to) >>> 0)
}

function sixteenths(draws: readonly number[], part: (draw: number) => number): number[] {
  const counts = new Array<number>(16).fill(0)
  for (const draw of draws) counts[part(draw)]!++
  return counts
}

/** How often the top two bits of one column meet those of the other. */
function joint(xs: readonly number[], ys: readonly number[]): number[] {
  const counts = new Array<number>(16).fill(0)
  for (const [i, x] of xs.entries()) counts[(x >>> 30) * 4 + (ys[i]! >>> 30)]!++
  return counts
}

function expectIndependent(xs: readonly number[], ys: readonly number[]): void {
  expect(Math.abs(correlation(xs, ys))).toBeLessThan(5 / Math.sqrt(xs.length))
  expect(chiSquare(joint(xs, ys))).toBeLessThan(sixteenBins)
}

const link = ofLink(0, 1)

describe('the draws of a link', () => {
  it('are uniform, in their highest bits and in their lowest', () => {
    expect(chiSquare(sixteenths(link, (draw) => draw >>> 28))).toBeLessThan(sixteenBins)
    expect(chiSquare(sixteenths(link, (draw) => draw & 15))).toBeLessThan(sixteenBins)
  })

  it('are independent of those before', () => {
    for (const lag of [1, 2, 3, 4, 8, 64]) expectIndependent(link.slice(lag), link.slice(0, -lag))
  })

  it('are independent of those of the way back, of other ends and of other seeds', () => {
    for (const other of [ofLink(1, 0), ofLink(0, 2), ofLink(2, 1), ofLink(0, 0), ofLink(0, 1, '8')])
      expectIndependent(link, other)
  })

  it('are as uniform and independent from link to link as along one', () => {
    const draws = new LinkDraws(names, '7')
    const firsts = names.flatMap((_, from) => names.map((_, to) => draws.draw(from, to) >>> 0))
    const seconds = names.flatMap((_, from) => names.map((_, to) => draws.draw(from, to) >>> 0))
    expect(chiSquare(sixteenths(firsts, (draw) => draw >>> 28))).toBeLessThan(sixteenBins)
    expectIndependent(firsts.slice(1), firsts.slice(0, -1))
    expectIndependent(firsts.slice(names.length), firsts.slice(0, -names.length))
    expectIndependent(firsts, seconds)
    expect(new Set([...firsts, ...seconds]).size).toBeGreaterThan(2 * firsts.length - 5)
  })

  it('are as uniform and independent from seed to seed', () => {
    const firsts = Array.from({ length: count }, (_, seed) => {
      return new LinkDraws(['n1', 'n2'], `${seed}`).draw(0, 1) >>> 0
    })
    expect(chiSquare(sixteenths(firsts, (draw) => draw >>> 28))).toBeLessThan(sixteenBins)
    expectIndependent(firsts.slice(1), firsts.slice(0, -1))
  })

  it('go by the names of its ends, whoever else there is', () => {
    const few = new LinkDraws(['n3', 'n1'], '7')
    expect(Array.from({ length: count }, () => few.draw(0, 1) >>> 0)).toEqual(ofLink(2, 0))
  })
})
