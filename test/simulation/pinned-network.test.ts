import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/kernel/errors.ts'
import { ms, seconds, us } from '../../src/kernel/time.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { type Pin, pinOf } from '../../src/simulation/pinned-network.ts'
import { planOf } from '../../src/simulation/plan.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { rumourWorld } from '../browser/rumour-world.ts'

describe('a pinned network', () => {
  it('makes the same run without chance, when the fate of every message is pinned', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const plan = planOf(rumourWorld, seed)
      const run = simulate(rumourWorld, { plan, recordSent: true, deepHash: true })
      const network = { latency: ms(7), pins: run.sent!.map(pinOf) }
      const again = simulate(rumourWorld, { plan: { ...plan, network }, deepHash: true })
      expect(again.hash).toBe(run.hash)
      expect(again.stats).toEqual(run.stats)
    }
  })

  it('may pin single messages of a network with chance, and leaves all others to what they would have drawn', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const plan = planOf(rumourWorld, seed)
      const run = simulate(rumourWorld, { plan, recordSent: true, deepHash: true })
      const pins = run.sent!.filter((_, index) => index % 3 === 0).map(pinOf)
      expect(simulate(rumourWorld, { plan: { ...plan, pins }, deepHash: true }).hash).toBe(run.hash)
      const lost = { ...pinOf(run.sent![40]!), arrivals: [] }
      const without = simulate(rumourWorld, { plan: { ...plan, pins: [lost] }, recordSent: true })
      expect(without.sent!.slice(0, 40)).toEqual(run.sent!.slice(0, 40))
      expect(without.sent![40]).toMatchObject(lost)
    }
  })

  it('refuses a pin that names a node which is none', () => {
    const pins = [{ from: 'n1', to: 'n9', nth: 1, arrivals: [] }]
    expect(() => simulate(rumourWorld, { plan: { ...planOf(rumourWorld, 1), pins } })).toThrow(UsageError)
  })

  type Count = { type: 'count'; number: number }
  const counting = defineNode<{ heard: string[] }, Count, Record<never, never>, 'tick'>('counting', {
    initial: () => ({ heard: [] }),
    boot(_state, ctx) {
      if (ctx.self === 'n1') ctx.after(ms(10), 'tick')
    },
    on: {
      count(state, { number }, ctx) {
        state.heard.push(`${number} at ${ctx.now}`)
      },
    },
    corrupted(state, ctx) {
      state.heard.push(`damage at ${ctx.now}`)
    },
    timeout: {
      tick(_state, ctx) {
        for (const number of [1, 2, 3, 4]) ctx.send('n2', { type: 'count', number })
        ctx.send('n1', { type: 'count', number: 5 })
      },
    },
  })
  const world = scenario({ title: 'Counting', nodes: cluster(2, counting()), until: seconds(1) })
  const heard = (pins: Pin[]) => {
    const plan = { ...planOf(world, 1), network: { latency: ms(2), pins } }
    const run = simulate(world, { plan, record: true })
    const deliveries = [...run.trace!.events].filter(({ kind }) => kind === 'deliver' || kind === 'corrupted')
    return deliveries.map(
      ({ kind, node, at, detail }) => `${node} ${kind} ${(detail as Count).number} at ${at / us(1)}`,
    )
  }

  it('gives every message the same time, to oneself 1 µs', () => {
    expect(heard([])).toEqual([
      'n1 deliver 5 at 10001',
      'n2 deliver 1 at 12000',
      'n2 deliver 2 at 12000',
      'n2 deliver 3 at 12000',
      'n2 deliver 4 at 12000',
    ])
  })

  it('loses, delays, doubles and damages the messages that are pinned', () => {
    const link = { from: 'n1', to: 'n2' }
    expect(
      heard([
        { ...link, nth: 1, arrivals: [] },
        { ...link, nth: 2, arrivals: [ms(9)] },
        { ...link, nth: 3, arrivals: [ms(1), ms(4)] },
        { ...link, nth: 4, arrivals: [ms(2)], damage: 'detected' },
      ]),
    ).toEqual([
      'n1 deliver 5 at 10001',
      'n2 deliver 3 at 11000',
      'n2 corrupted 4 at 12000',
      'n2 deliver 3 at 14000',
      'n2 deliver 2 at 19000',
    ])
  })

  it.each<Pin>([
    { from: 'n1', to: 'n3', nth: 1, arrivals: [] },
    { from: 'n1', to: 'n2', nth: 0, arrivals: [] },
    { from: 'n1', to: 'n2', nth: 1, arrivals: [0.5] },
  ])('refuses the pin %o', (pin) => {
    expect(() => heard([pin])).toThrow(UsageError)
  })
})
