import { Random } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { Novelty } from '../../../src/explore/search/novelty.ts'

function noveltyOf(runs: readonly (readonly number[])[]): Novelty {
  const novelty = new Novelty()
  for (const [number, situations] of runs.entries())
    novelty.add({ number, situations, times: situations.map(() => 0), nodes: situations.map(() => 0) })
  return novelty
}

describe('the novelty of further runs', () => {
  it('is as likely as runs are that have something of their own (Good 1953)', () => {
    const { runs, situations, ofNext } = noveltyOf([[1, 2], [1, 3], [1], [2, 3, 4], [4]])
    expect({ runs, situations }).toEqual({ runs: 5, situations: 4 })
    expect(ofNext).toBe(1 / 7)
    expect(
      noveltyOf([
        [1, 2],
        [1, 3],
        [1, 4],
      ]).ofNext,
    ).toBe(4 / 5)
  })

  it('counts a run with several situations of its own once, until others have reached the last of them', () => {
    expect(noveltyOf([[1, 2, 3], [1]]).ofNext).toBe(2 / 4)
    expect(noveltyOf([[1, 2, 3], [1, 2], [3]]).ofNext).toBe(1 / 5)
  })

  it('is certain before the first run, or nearly so, and never impossible', () => {
    expect(noveltyOf([]).ofNext).toBe(1 / 2)
    expect(noveltyOf(Array.from({ length: 998 }, () => [1])).ofNext).toBe(1 / 1_000)
  })

  it('of any of many runs is what it would be if they went on alike', () => {
    const novelty = noveltyOf(Array.from({ length: 98 }, () => [1]))
    expect(novelty.ofAny(1)).toBeCloseTo(0.01, 12)
    expect(novelty.ofAny(100)).toBeCloseTo(1 - 0.99 ** 100, 12)
  })

  it('agrees with how often further runs do reach something new', () => {
    // Situations of which each is half as likely as the one before it.
    const random = new Random('novelty')
    const draw = () => {
      let situation = 0
      while (random.chance(1, 2)) situation++
      return [situation]
    }
    let foreseen = 0
    let came = 0
    for (let sample = 0; sample < 2_000; sample++) {
      const runs = Array.from({ length: 60 }, draw)
      foreseen += noveltyOf(runs).ofNext
      const known = new Set(runs.flat())
      if (!known.has(draw()[0]!)) came++
    }
    // The estimate adds a run that did and one that did not: 1.5 of 62 rather than 1.0 of 60 here.
    expect(foreseen).toBeGreaterThan(came)
    expect(foreseen).toBeLessThan(3 * came)
  })
})
