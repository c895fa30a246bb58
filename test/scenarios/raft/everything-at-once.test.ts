import { expect, test } from 'vitest'
import everythingAtOnce from '../../../scenarios/raft/everything-at-once.ts'
import { type Run, simulate } from '../../../src/index.ts'

/** How often what happened in a batch. */
function counted(runs: readonly Run[], of: 'notes' | 'faults'): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { stats } of runs)
    for (const [label, count] of Object.entries(stats[of])) sums.set(label, (sums.get(label) ?? 0) + count)
  return sums
}

test('150 seeds of everything at once: Figure 3, linearizability and liveness after healing', {
  timeout: 60_000,
}, () => {
  const runs = Array.from({ length: 150 }, (_, seed) => simulate(everythingAtOnce, { seed: seed + 1 }))
  expect(runs.filter(({ verdict }) => verdict !== 'passed').map(({ violations }) => violations)).toEqual([])
  const notes = counted(runs, 'notes')
  for (const { name } of everythingAtOnce.reaches) expect(notes.get(name), name).toBeGreaterThan(0)
  const faults = counted(runs, 'faults')
  for (const kind of ['crash', 'pause', 'partition', 'clog', 'clockJump', 'clockDrift', 'fsync-fails'])
    expect(faults.get(kind), kind).toBeGreaterThan(0)
})

test('seeds that once left clients and administrators with a leader long gone: a server forgets a leader it hears no more', () => {
  for (const seed of [59, 68, 69, 155, 209])
    expect(simulate(everythingAtOnce, { seed }).violations).toEqual([])
})

test('a seed is one run for ever, states and messages included', () => {
  expect([1, 2, 3].map((seed) => simulate(everythingAtOnce, { seed, deepHash: true }).hash)).toEqual([
    'f04d6fd73d81b555',
    '3570ea7beaffcb24',
    '97a94b79facaa532',
  ])
})

test('plain, immutable and recorded runs have the same hash', { timeout: 30_000 }, () => {
  for (const seed of [1, 2, 3]) {
    const plain = simulate(everythingAtOnce, { seed, deepHash: true })
    expect(simulate(everythingAtOnce, { seed, deepHash: true, states: 'immutable' }).hash).toBe(plain.hash)
    expect(simulate(everythingAtOnce, { seed, deepHash: true, record: true }).hash).toBe(plain.hash)
  }
})
