import { describe, expect, it } from 'vitest'
import { Situations } from '../../../src/explore/search/situations.ts'
import { hashText } from '../../../src/kernel/text-hash.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import { fullWorld } from './worlds.ts'

function watched(seed: number) {
  const situations = new Situations()
  const run = simulate(situations.watching(fullWorld), { seed })
  return { run, ...situations.discovery(seed) }
}

describe('the situations of a run', () => {
  it('are watched without a trace in the run', () => {
    expect(watched(1).run.hash).toBe(simulate(fullWorld, { seed: 1 }).hash)
  })

  it('are the same in every run of a seed, and others in another seed', () => {
    const { situations, times, nodes } = watched(3)
    expect(watched(3)).toMatchObject({ situations, times, nodes })
    const known = new Set(situations)
    expect(watched(4).situations.some((situation) => !known.has(situation))).toBe(true)
  })

  it('come once each, in the order of their times', () => {
    const { situations, times } = watched(5)
    expect(situations.length).toBeGreaterThan(50)
    expect(new Set(situations).size).toBe(situations.length)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  it('are what the scenario tells apart, where it says so', () => {
    const situations = new Situations()
    const isLeader = (state: unknown) => (state as { role: { type: string } }).role.type === 'leader'
    const abstract = ({ n1, n2, n3 }: Record<string, unknown>) =>
      [n1, n2, n3].some(isLeader) ? 'led' : 'leaderless'
    const { notes } = simulate(situations.watching({ ...fullWorld, abstract }), { seed: 1 }).stats
    const { situations: reached } = situations.discovery(1)
    expect(reached).toEqual(['leaderless', 'led', ...Object.keys(notes)].map(hashText))
  })

  it('grow fewer with every seed, as what runs can be like does not grow with them', () => {
    const known = new Set<number>()
    const fresh = Array.from({ length: 120 }, (_, seed) => {
      const before = known.size
      for (const situation of watched(seed).situations) known.add(situation)
      return known.size - before
    })
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0)
    expect(sum(fresh.slice(-20)) * 3).toBeLessThan(sum(fresh.slice(0, 20)))
  })
})
