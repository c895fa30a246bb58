import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Checkpoint, Checkpoints } from '../../src/simulation/checkpoints.ts'
import { noCrash } from '../../src/simulation/judge.ts'
import type { Run } from '../../src/simulation/run.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { randomWorld, worldOf } from './random-worlds.ts'

/** What two runs have in common if they are the same, but for what was said of them. */
function whole({ events, endedAt, hash, stats, history }: Run): unknown {
  return { events, endedAt, hash, stats, history }
}

describe('a checkpoint', { timeout: 60_000 }, () => {
  it('is gone on with as the run went on, however often', () => {
    let taken = 0
    fc.assert(
      fc.property(
        randomWorld,
        fc.nat(),
        fc.nat(300),
        fc.nat(300),
        fc.boolean(),
        (drawn, seed, first, then, immutable) => {
          const scenario = { ...worldOf(drawn), holds: [], violates: [noCrash], reaches: [] }
          const states = immutable ? 'immutable' : 'plain'
          const simulation = new Simulation(scenario, { seed, states, rewindable: true, deepHash: true })
          for (let step = 0; step < first; step++) simulation.step()
          const early = Checkpoint.of(first, simulation)
          for (let step = 0; step < then; step++) simulation.step()
          const late = early && Checkpoint.of(first + then, simulation, early)
          const run = simulation.run()
          expect(run.hash).toBe(simulate(scenario, { seed, deepHash: true }).hash)
          for (const checkpoint of [early, late, early, late]) {
            if (checkpoint === null) continue
            taken++
            expect(whole(checkpoint.resume().run())).toEqual(whole(run))
          }
        },
      ),
      { numRuns: 100 },
    )
    expect(taken).toBeGreaterThan(100)
  })
})

describe('the checkpoints of a run', () => {
  it('are the further apart the longer it is', () => {
    const positions: number[] = []
    const kept = new Checkpoints(2)
    const [drawn] = fc.sample(randomWorld, { numRuns: 1, seed: 1 })
    const simulation = new Simulation(worldOf(drawn!), { seed: 1, rewindable: true })
    for (let position = 0; position < 20_000; position++) {
      kept.offer(position, simulation)
      const last = kept.latest(() => true)?.position
      if (last !== undefined && last !== positions.at(-1)) positions.push(last)
      expect(kept.latest((checkpoint) => checkpoint.position > position)).toBeNull()
    }
    expect(positions).toEqual([1536, 3072, 4608, 6912, 10_368, 15_552])
    expect(kept.latest(({ position }) => position <= 5000)!.position).toBe(4608)
  })
})
