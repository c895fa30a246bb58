import { describe, expect, it } from 'vitest'
import { at, clog, crash, degrade, type Fault, isolate, partition } from '../../src/faults/fault.ts'
import { crashes } from '../../src/faults/generators/crashes.ts'
import { percent } from '../../src/kernel/probability.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { constant, uniform } from '../../src/network/latency.ts'
import type { NetworkOptions } from '../../src/network/network.ts'
import { defineNode } from '../../src/node/definition.ts'
import { planOf } from '../../src/simulation/plan.ts'
import { type FaultSource, scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { recorded, recorder } from '../simulation/recorder-node.ts'

const numbers = Array.from({ length: 50 }, (_, i) => i)

/** `a` sends fifty notes to `b` as it boots. */
function run(
  faults: readonly FaultSource<'a' | 'b', { readonly a: unknown; readonly b: unknown }>[],
  network: NetworkOptions = {},
) {
  const world = scenario({
    title: 'Faults of the network',
    nodes: { a: recorder({ sends: [{ to: 'b', numbers }] }), b: recorder() },
    network: { latency: constant(ms(10)), ...network },
    faults,
    until: seconds(1),
  })
  const simulation = new Simulation(world, { seed: 1 })
  const { stats } = simulation.run()
  return { stats, b: recorded(simulation.states, 'b') }
}

describe('a partition', () => {
  const cut = (fault: Fault<'a' | 'b'>) => [at(ms(5), fault)]

  it('loses messages in flight, unless the scenario lets them pass', () => {
    const lost = run(cut(partition([['a'], ['b']])))
    expect(lost.b.kept).toEqual([])
    expect(lost.stats.dropped['cut in flight']).toBe(50)
    const passed = run(cut(partition([['a'], ['b']])), { inFlight: 'passes' })
    expect(passed.b.kept).toEqual(numbers)
  })

  it('loses what is sent while it lasts, and nothing after', () => {
    const world = (time: number) => {
      const nodes = { a: recorder({ timers: [time], reportsTo: 'b' }), b: recorder() }
      const faults = [at(ms(5), isolate('b' as const, { lasts: ms(20) }))]
      const simulation = new Simulation(scenario({ title: 'A cut', nodes, faults, until: seconds(1) }), {
        seed: 1,
      })
      return [simulation.run().stats.dropped.partition, recorded(simulation.states, 'b').kept]
    }
    expect(world(ms(24))).toEqual([1, []])
    expect(world(ms(25) + 1)).toEqual([0, [ms(25) + 1]])
  })
})

describe('a clog', () => {
  it('holds messages, and lets them go in the order in which they came', () => {
    const { b, stats } = run([at(ms(5), clog(['a'], ['b'], { lasts: ms(40) }))])
    expect(b.log.slice(1)).toEqual(numbers.map((number) => `45000 a: ${number}`))
    expect(stats.messages.note).toMatchObject({ sent: 50, delivered: 50, inFlight: 0 })
  })

  it('lets nothing overtake what it held, not even what arrives as it ends', () => {
    const nodes = { a: recorder({ timers: [ms(1), ms(8), ms(35)], reportsTo: 'b' }), b: recorder() }
    const faults = [at(ms(2), clog(['a' as const], ['b' as const], { lasts: ms(43) }))]
    const network: NetworkOptions = { latency: constant(ms(10)), order: 'fifo' }
    const simulation = new Simulation(
      scenario({ title: 'A clog', nodes, network, faults, until: seconds(1) }),
      {
        seed: 1,
      },
    )
    simulation.run()
    expect(recorded(simulation.states, 'b').kept).toEqual([ms(1), ms(8), ms(35)])
  })

  it('counts as in flight what it still holds at the end', () => {
    const { stats } = run([at(ms(5), clog(['a'], ['b']))])
    expect(stats.messages.note).toMatchObject({ sent: 50, delivered: 0, dropped: 0, inFlight: 50 })
  })
})

describe('a link', () => {
  it('delivers in the order of sending when it is first in, first out, and else as it comes', () => {
    const latency = uniform(ms(1), ms(20))
    expect(run([], { latency, order: 'fifo' }).b.kept).toEqual(numbers)
    expect(run([], { latency }).b.kept).not.toEqual(numbers)
  })

  it('of little bandwidth takes messages one after the other', () => {
    const size = JSON.stringify({ type: 'note', number: 7 }).length
    const { b } = run([], { bandwidth: size * 1_000 })
    expect(b.log.slice(1, 4)).toEqual(['11000 a: 0', '12000 a: 1', '13000 a: 2'])
  })

  it('shows the node damage that was detected, and other nodes nothing of it', () => {
    const { b, stats } = run([], { corruption: percent(100) })
    expect(b.log.slice(1)).toEqual(numbers.map(() => '10000 noise from a'))
    expect(stats.messages.note).toMatchObject({ sent: 50, delivered: 50 })
    const deaf = defineNode<object, never>('deaf', { initial: () => ({}) })
    const nodes = { a: recorder({ sends: [{ to: 'b', numbers }] }), b: deaf() }
    const network = { corruption: percent(100) }
    const { stats: unseen } = simulate(scenario({ title: 'Noise', nodes, network, until: seconds(1) }), {
      seed: 1,
    })
    expect(unseen.dropped.corrupted).toBe(50)
    expect(unseen.faults).toEqual({ corruption: 50 })
  })

  it('delivers other numbers where corruption is silent', () => {
    const { b } = run([], { corruption: percent(100), corruptionIs: 'silent' })
    expect(b.kept).toHaveLength(50)
    for (const [i, number] of b.kept.entries()) expect(number).not.toBe(i)
  })

  it('is as it was when it is degraded no more', () => {
    const nodes = { a: recorder({ timers: [ms(10), ms(30), ms(50)], reportsTo: 'b' }), b: recorder() }
    const faults = [at(ms(20), degrade<'a'>({ loss: percent(100) }, { lasts: ms(20) }))]
    const simulation = new Simulation(scenario({ title: 'Loss', nodes, faults, until: seconds(1) }), {
      seed: 1,
    })
    simulation.run()
    expect(recorded(simulation.states, 'b').kept).toEqual([ms(10), ms(50)])
  })
})

describe('a conditional fault', () => {
  const nodes = { a: recorder({ sends: [{ to: 'b', numbers }] }), b: recorder() }
  const world = (delay: number, healAt: number) =>
    scenario({
      title: 'When b has heard ten notes',
      nodes,
      network: { latency: uniform(ms(1), ms(100)) },
      faults: [{ when: ({ b }) => b.kept.length === 10, fault: crash('b'), delay }],
      healAt,
      until: seconds(1),
    })

  it('strikes when the states meet it, once', () => {
    const { stats, history } = simulate(world(0, seconds(1)), { seed: 1 })
    expect(history).toEqual([])
    expect(stats.faults).toEqual({ crash: 1 })
    expect(stats.messages.note).toMatchObject({ delivered: 10, dropped: 40 })
  })

  it('strikes after its delay', () => {
    const { stats } = simulate(world(ms(30), seconds(1)), { seed: 1 })
    expect(stats.faults).toEqual({ crash: 1 })
    expect(stats.messages.note!.delivered).toBeGreaterThan(10)
  })

  it('does not strike once the scenario has healed', () => {
    expect(simulate(world(ms(500), ms(400)), { seed: 1 }).stats.faults).toEqual({})
  })

  it('whose condition throws is named', () => {
    const faults = [{ when: () => (undefined as unknown as { x: boolean }).x, fault: crash('b' as const) }]
    const broken = scenario({ title: 'Broken', nodes, faults, until: 1 })
    expect(() => simulate(broken, { seed: 1 })).toThrow(
      /^Expected when of faults\[0\] of the scenario 'Broken' to answer for every state, but it threw TypeError/,
    )
  })
})

it('generators draw no fault that begins or ends after the scenario heals', () => {
  const world = scenario({
    title: 'Crashes until it heals',
    nodes: { a: recorder(), b: recorder(), c: recorder() },
    faults: [crashes({ every: ms(20), downFor: [ms(5), ms(50)] })],
    healAt: ms(500),
    until: seconds(1),
  })
  for (let seed = 0; seed < 50; seed++) {
    const { faults } = planOf(world, seed)
    expect(faults.length).toBeGreaterThan(3)
    for (const { at, fault } of faults)
      expect(at + ((fault as { lasts?: number }).lasts ?? 0)).toBeLessThanOrEqual(ms(500))
  }
})
