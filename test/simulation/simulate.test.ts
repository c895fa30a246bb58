import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seconds } from '../../src/kernel/time.ts'
import { defineNode } from '../../src/node/definition.ts'
import type { Plan } from '../../src/simulation/plan.ts'
import type { Run } from '../../src/simulation/run.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { randomWorld, worldOf } from './random-worlds.ts'

/** All that came of a run, its journal aside. */
function withoutTrace(run: Run): Omit<Run, 'trace'> {
  // Stacks differ by the way the engine took to the handler.
  const violations = run.violations.map(({ stack: _, ...violation }) => violation)
  const { trace: _, ...rest } = { ...run, violations }
  return rest
}

/** Thousands of runs take seconds on a busy machine, ms. */
const timeout = 60_000

const seed = fc.integer({ min: 1, max: 1_000_000 })

it('a random protocol runs the same again from the same seed, whatever is kept of the run', {
  timeout,
}, () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(randomWorld, seed, (drawn, seed) => {
      const world = worldOf(drawn)
      const run = withoutTrace(simulate(world, { seed, deepHash: true }))
      seen.add(run.hash)
      expect(withoutTrace(simulate(world, { seed, deepHash: true }))).toEqual(run)
      expect(withoutTrace(simulate(world, { seed, deepHash: true, states: 'immutable' }))).toEqual(run)
      expect(withoutTrace(simulate(world, { seed, deepHash: true, record: true }))).toEqual(run)
      const both = simulate(world, { seed, deepHash: true, record: true, states: 'immutable' })
      expect(withoutTrace(both)).toEqual(run)
    }),
    { numRuns: 80 },
  )
  expect(seen.size).toBeGreaterThan(70)
})

it('a random protocol runs the same from its plan as from the seed that drew the plan, through JSON', {
  timeout,
}, () => {
  fc.assert(
    fc.property(randomWorld, seed, (drawn, seed) => {
      const world = worldOf(drawn)
      const run = withoutTrace(simulate(world, { seed, deepHash: true }))
      const plan = JSON.parse(JSON.stringify(run.plan)) as Plan
      expect(withoutTrace(simulate(world, { plan, deepHash: true }))).toEqual(run)
    }),
    { numRuns: 60 },
  )
})

it('a random protocol runs the same step by step', { timeout }, () => {
  fc.assert(
    fc.property(randomWorld, seed, (drawn, seed) => {
      const world = worldOf(drawn)
      const run = withoutTrace(simulate(world, { seed, deepHash: true }))
      const simulation = new Simulation(world, { seed, deepHash: true })
      while (simulation.step());
      expect(withoutTrace(simulation.run())).toEqual(run)
    }),
    { numRuns: 30 },
  )
})

it('a recorded run that was not looked at on its way has the same trace as one that was, whatever ended it', {
  timeout,
}, () => {
  let stopped = 0
  fc.assert(
    fc.property(randomWorld, seed, fc.nat({ max: 400_000 }), fc.boolean(), (drawn, seed, until, isPlain) => {
      const world = worldOf(drawn)
      const judged = { ...world, holds: world.violates, violates: [] }
      const options = { seed, until, record: true, states: isPlain ? 'plain' : 'immutable' } as const
      const run = simulate(judged, options)
      if (run.violations.length > 0) stopped++
      const simulation = new Simulation(judged, options)
      simulation.runUntil(world.until)
      expect([...run.trace!.events]).toEqual([...simulation.finish().trace!.events])
    }),
    { numRuns: 100 },
  )
  expect(stopped).toBeGreaterThan(0)
})

it('a run that goes another way when it is repeated says so to who looks at its messages', () => {
  let lives = 1
  const forgetful = defineNode<{ lives: number }, { type: 'late' }>('forgetful', {
    initial: () => ({ lives: 0 }),
    boot: (_state, ctx) => ctx.send(ctx.self, { type: 'late' }),
    on: {
      late(_state, _message, ctx) {
        for (let life = 0; life < lives; life++) ctx.note('alive')
        lives--
      },
    },
  })
  const world = scenario({ title: 'A life outside', nodes: { n1: forgetful() }, until: seconds(1) })
  const { trace } = simulate(world, { seed: 1, record: true })
  expect(() => trace!.events.at(0)).toThrow(/^Expected the run to go the same way again/)
})

it('every message of a random protocol is accounted for: sent + duplicated = delivered + dropped + in flight', {
  timeout,
}, () => {
  let sent = 0
  const dropped = new Set<string>()
  fc.assert(
    fc.property(randomWorld, seed, fc.nat({ max: 200_000 }), (drawn, seed, until) => {
      const world = worldOf(drawn)
      const { stats } = simulate(world, { seed, until })
      let lost = 0
      for (const counts of Object.values(stats.messages)) {
        expect(counts.sent + counts.duplicated).toBe(counts.delivered + counts.dropped + counts.inFlight)
        sent += counts.sent
        lost += counts.dropped
      }
      expect(Object.values(stats.dropped).reduce((sum, count) => sum + count)).toBe(lost)
      for (const [reason, count] of Object.entries(stats.dropped)) if (count > 0) dropped.add(reason)
    }),
    { numRuns: 150 },
  )
  expect(sent).toBeGreaterThan(10_000)
  expect([...dropped].sort()).toEqual([
    'corrupted',
    'crashed before sending',
    'cut in flight',
    'loss',
    'node down',
    'partition',
  ])
})
