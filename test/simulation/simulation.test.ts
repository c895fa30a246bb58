import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { always } from '../../src/checkers/always.ts'
import type { Property } from '../../src/checkers/property.ts'
import { at, crash, pause } from '../../src/faults/fault.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { constant, uniform } from '../../src/network/latency.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { noCrash } from '../../src/simulation/judge.ts'
import { type Plan, planOf } from '../../src/simulation/plan.ts'
import { type ScenarioParts, scenario } from '../../src/simulation/scenario.ts'
import { rewind, simulate } from '../../src/simulation/simulate.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { randomWorld, worldOf } from './random-worlds.ts'
import { recorded, recorder } from './recorder-node.ts'

type Ball = { readonly type: 'ball'; readonly hits: number }

/** Players throw a ball to and fro. */
const player = defineNode<{ hits: number }, Ball>('player', {
  initial: () => ({ hits: 0 }),
  persistent: ['hits'],
  boot: (_state, ctx) => {
    if (ctx.self === 'n1') ctx.send('n2', { type: 'ball', hits: 1 })
  },
  on: {
    ball(state, { hits }, ctx) {
      state.hits = hits
      ctx.reply({ type: 'ball', hits: hits + 1 })
    },
  },
})

const nodes = cluster(2, player())
type Parts = Partial<ScenarioParts<typeof nodes>>

const game = (parts: Parts = {}) =>
  scenario({ title: 'A game', nodes, network: { latency: constant(ms(10)) }, until: seconds(1), ...parts })

const fewerThan = (count: number) =>
  always(`fewer than ${count} hits`, player, (players) => players.every(({ hits }) => hits < count))

// Some go through a million events, which takes seconds on a busy machine.
describe('a run', { timeout: 60_000 }, () => {
  it('goes on until its time, everything at that time included', () => {
    const run = simulate(game(), { seed: 1 })
    expect(run).toMatchObject({ verdict: 'passed', endedAt: seconds(1), events: 2 + 100, violations: [] })
    expect(run.stats.messages.ball).toEqual({
      sent: 101,
      delivered: 100,
      dropped: 0,
      duplicated: 0,
      inFlight: 1,
    })
  })

  it('that is told to end earlier, or has too few events, is undecided and ends where it was', () => {
    const early = simulate(game(), { seed: 1, until: ms(50) })
    expect(early).toMatchObject({ verdict: 'undecided', endedAt: ms(50), events: 2 + 5 })
    const short = simulate(game({ events: 12 }), { seed: 1 })
    expect(short).toMatchObject({ verdict: 'undecided', endedAt: ms(100), events: 12 })
  })

  it('ends where a property that had to hold is violated', () => {
    const run = simulate(game({ holds: [fewerThan(5)] }), { seed: 1 })
    expect(run).toMatchObject({ verdict: 'violated', endedAt: ms(50), events: 7 })
    expect(run.violations).toEqual([
      {
        property: 'fewer than 5 hits',
        node: 'n2',
        at: ms(50),
        event: 7,
        message: 'fewer than 5 hits does not hold',
      },
    ])
  })

  it('goes on after the violation of what the scenario shows, reported once', () => {
    const run = simulate(game({ violates: [fewerThan(5)] }), { seed: 1 })
    expect(run).toMatchObject({ verdict: 'violated', endedAt: seconds(1), events: 102 })
    expect(run.violations).toHaveLength(1)
    expect(run.properties).toEqual([
      { name: 'fewer than 5 hits', type: 'always', violated: true, exercised: 7 },
    ])
  })

  it('asks a property that says what is news to it only where there is some', () => {
    let asked = 0
    const everyThird: Property = {
      ...always('hits are few', player, () => ++asked < 100),
      news() {
        let before = -1
        return {
          of(state) {
            const third = Math.floor((state as { hits: number }).hits / 3)
            const hasNews = third !== before
            before = third
            return hasNews ? 1 : 0
          },
        }
      },
    }
    const unknown: Property = {
      ...everyThird,
      name: 'unknown',
      news: () => ({
        of() {
          throw new TypeError('no such field')
        },
      }),
    }
    const { properties, events } = simulate(game({ holds: [everyThird] }), { seed: 1 })
    expect(properties[0]!.exercised).toBe(asked)
    expect(asked).toBeGreaterThan(events / 4)
    expect(asked).toBeLessThan(events / 1.4)
    expect(() => simulate(game({ holds: [unknown] }), { seed: 1 })).toThrow(
      "Expected the property 'unknown' to answer for every state, but it threw TypeError: no such field",
    )
  })

  it('counts a property as looked at where nothing that it reads is new, and spares it the look', () => {
    let asked = 0
    let parity = 0
    const news = () => ({ of: () => ((parity = 1 - parity) === 0 ? 1 : 2) })
    const all: Property = { ...always('all', player, () => ++asked > 0), news }
    const { properties, events } = simulate(game({ holds: [all] }), { seed: 1 })
    const exercised = properties[0]!.exercised
    expect(asked).toBe(exercised)
    expect(exercised).toBeGreaterThan(events / 2)
    asked = 0
    expect(simulate(game({ holds: [{ ...all, reads: 1 }] }), { seed: 1 }).properties).toEqual(properties)
    expect(Math.abs(asked - exercised / 2)).toBeLessThanOrEqual(1)
  })

  it('does not count a property as looked at that says of itself that nothing is at risk where nothing it reads is new', () => {
    let asked = 0
    let parity = 0
    const property: Property = {
      ...always('half', player, () => ++asked > 0),
      news: () => ({ of: () => ((parity = 1 - parity) === 0 ? 1 : 2) }),
      reads: 1,
      unread: 'nothing at risk',
    }
    const { properties, events } = simulate(game({ holds: [property] }), { seed: 1 })
    expect(properties[0]!.exercised).toBe(asked)
    expect(asked).toBeLessThan(events / 1.5)
  })

  it('shows changes to those only whom they can tell something', () => {
    const shown: number[] = []
    let isOver = false
    const property: Property = {
      name: 'from healing to the third change',
      type: 'eventually',
      kinds: [player.kind],
      monitor: () => ({
        changed: (_node, now) => {
          shown.push(now)
          return null
        },
        healed: () => {
          isOver = true
          return null
        },
        isAttentive: () => isOver && shown.length < 3,
        exercised: () => shown.length,
      }),
    }
    simulate(game({ holds: [property], healAt: ms(405) }), { seed: 1 })
    expect(shown).toEqual([ms(410), ms(420), ms(430)])
  })

  it('names a property that throws', () => {
    const broken = always('broken', player, () => {
      throw new TypeError('no such field')
    })
    expect(() => simulate(game({ holds: [broken] }), { seed: 1 })).toThrow(
      "Expected the property 'broken' to answer for every state, but it threw TypeError: no such field",
    )
  })

  it('without time between its events is a mistake that names the place', () => {
    expect(() => simulate(game({ network: { latency: constant(0) } }), { seed: 1 })).toThrow(
      /^Expected time to advance, but 1000000 events happened at 0 µs, the last at n[12] \(deliver {"type":"ball","hits":\d+}\); does a handler send or set a timer without delay/,
    )
  })

  it('of a million events keeps nothing of them', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const simulation = new Simulation(game({ network: { latency: constant(1) }, until: seconds(2) }), {
      seed: 1,
    })
    const heap = () => {
      collect()
      return process.memoryUsage().heapUsed
    }
    simulation.runUntil(ms(100))
    const before = heap()
    simulation.runUntil(seconds(1.1))
    expect(simulation.events).toBeGreaterThan(1_000_000)
    // Two bytes an event would show.
    expect(heap() - before).toBeLessThan(2_000_000)
  })

  it('needs a seed or a plan, and a scenario', () => {
    expect(() => simulate(game(), {})).toThrow('Expected a seed or a plan to simulate')
    expect(() => simulate(game(), undefined as never)).toThrow('Expected a seed or a plan to simulate')
    expect(() => simulate(game(), { seed: '' })).toThrow(
      'Expected a seed: a whole number or a non-empty string, got "".',
    )
    expect(() => simulate(undefined as never, { seed: 1 })).toThrow('Expected a scenario to simulate')
  })
})

describe('a handler that throws', () => {
  const thrower = defineNode<{ hits: number }, Ball>('player', {
    initial: () => ({ hits: 0 }),
    persistent: ['hits'],
    on: {
      ball() {
        throw new RangeError('out of court')
      },
    },
  })
  const world = (parts: Parts = {}) => game({ nodes: { n1: player(), n2: thrower() }, ...parts } as Parts)

  it('violates no-crash, with its stack, and ends the run', () => {
    const { verdict, violations, endedAt } = simulate(world(), { seed: 1 })
    expect([verdict, endedAt]).toEqual(['violated', ms(10)])
    expect(violations[0]).toMatchObject({
      property: 'no-crash',
      node: 'n2',
      message: 'a handler of n2 (player) threw RangeError: out of court',
    })
    expect(violations[0]!.stack).toContain('simulation.test.ts')
  })

  it('crashes its node and no more, where the scenario shows just that', () => {
    const run = simulate(world({ violates: [noCrash] }), { seed: 1 })
    expect(run).toMatchObject({ verdict: 'violated', endedAt: seconds(1) })
    expect(run.properties).toEqual([{ name: 'no-crash', type: 'always', violated: true, exercised: 4 }])
  })

  it.each([
    [
      'a message to an unknown node',
      (ctx: { send: (to: string, ball: Ball) => void }) => ctx.send('n3', { type: 'ball', hits: 1 }),
      'Expected ctx.send(to, …) at n1 to name a node (n1, n2), got "n3".',
    ],
    [
      'no message',
      (ctx: { send: (to: string, ball: Ball) => void }) => ctx.send('n2', undefined as never),
      "Expected a message { type: '…', … }, got undefined",
    ],
    [
      'a time that is none',
      (ctx: { after: (delay: number, timeout: never) => void }) => ctx.after(1.5, 'late' as never),
      "Expected ctx.after(delay, 'late') with a delay in whole µs, 0 or more, got 1.5",
    ],
    [
      'a time-out nobody handles',
      (ctx: { after: (delay: number, timeout: never) => void }) => ctx.after(1, 'late' as never),
      "Expected the node 'player' to have a handler timeout.late",
    ],
    ['a promise', async () => {}, "Expected the handlers of the node 'player' to be synchronous"],
    [
      'a result of no operation',
      (ctx: { complete: (operation: number) => void }) => ctx.complete(7),
      'Expected the number that ctx.invoke(…) gave, got 7; 0 operations were invoked.',
    ],
  ])('may have used its context wrongly: %s', (_, act, sentence) => {
    const clumsy = defineNode<{ hits: number }, Ball>('player', {
      initial: () => ({ hits: 0 }),
      boot: (_state, ctx) => act(ctx as never),
    })
    const { violations } = simulate(game({ nodes: { n1: clumsy(), n2: player() } } as Parts), { seed: 1 })
    expect(violations[0]!.message).toContain(sentence)
  })
})

describe('a recorded run', () => {
  const careless = defineNode<{ hits: number; throws: number[] }, { type: 'list'; list: number[] }>(
    'careless',
    {
      initial: () => ({ hits: 0, throws: [] }),
      boot(state, ctx) {
        if (ctx.self !== 'n1') return
        ctx.send('n2', { type: 'list', list: state.throws })
        ctx.send('n1', { type: 'list', list: [] })
      },
      on: {
        list: (state, { list }, ctx) => {
          if (ctx.self === 'n1') state.throws.push(1)
          else list.push(2)
        },
      },
    },
  )
  const world = scenario({
    title: 'Messages that change on the way',
    nodes: cluster(2, careless()),
    network: { latency: constant(ms(10)) },
    until: seconds(1),
    violates: [noCrash],
  })

  it('freezes messages, and names who changes one', () => {
    expect(simulate(world, { seed: 1 }).verdict).toBe('passed')
    const { violations } = simulate(world, { seed: 1, record: true })
    expect(violations[0]).toMatchObject({ node: 'n1', at: 1 })
    expect(violations[0]!.message).toMatch(
      /^a handler of n1 \(careless\) threw TypeError: .*recorded runs freeze what is sent/,
    )
    expect(violations[0]!.stack).toContain('simulation.test.ts')
  })

  it('has a journal of what happened, each entry with its cause', () => {
    const { trace } = simulate(game({ faults: [at(ms(25), crash('n1'))] }), {
      seed: 1,
      record: true,
      until: ms(30),
    })
    const lines = [...trace!.events].map(
      ({ index, at, kind, node, peer, cause }) => `${index} ${at} ${kind} ${node} ${peer} ${cause}`,
    )
    expect(lines).toEqual([
      '0 0 boot n1 null null',
      '1 0 boot n2 null null',
      '2 10000 deliver n2 n1 0',
      '3 20000 deliver n1 n2 2',
      '4 25000 fault null null null',
      '5 25000 crash n1 null 4',
      '6 30000 deliver n2 n1 3',
    ])
  })
})

describe('stepping', () => {
  it('handles one event at a time, and shows the states in between', () => {
    const simulation = new Simulation(game(), { seed: 1 })
    const states = simulation.states as Record<string, { hits: number }>
    const hits = () => [simulation.now, states.n1!.hits, states.n2!.hits]
    expect(simulation.step()).toBe(true)
    expect(hits()).toEqual([ms(10), 0, 1])
    simulation.step()
    expect(hits()).toEqual([ms(20), 2, 1])
    simulation.runUntil(ms(55))
    expect(hits()).toEqual([ms(55), 4, 5])
  })

  it('lets faults strike between events', () => {
    const simulation = new Simulation(game(), { seed: 1 })
    simulation.runUntil(ms(55))
    simulation.inject(pause('n1', { lasts: ms(100) }))
    simulation.runUntil(ms(154))
    expect(simulation.states).toEqual({ n1: { hits: 4 }, n2: { hits: 5 } })
    const run = simulation.run()
    expect(run.stats.faults).toEqual({ pause: 1 })
    expect(() => simulation.inject(crash('n1'))).toThrow(
      'Expected faults to be injected before the run is finished',
    )
    expect(() => simulation.inject(crash('n9'))).toThrow("got 'n9'. This is about the injected fault.")
  })

  it('can finish anywhere, once', () => {
    const simulation = new Simulation(game({ holds: [fewerThan(500)] }), { seed: 1, deepHash: true })
    simulation.runUntil(ms(55))
    const run = simulation.finish()
    expect(run).toMatchObject({ verdict: 'undecided', endedAt: ms(55) })
    expect(simulation.finish()).toBe(run)
    expect(simulation.step()).toBe(false)
    expect(simulation.run()).toBe(run)
  })
})

describe('rewinding', { timeout: 60_000 }, () => {
  it('gives at every moment the states that a stepped run has there', () => {
    fc.assert(
      fc.property(randomWorld, fc.nat(), (drawn, seed) => {
        const world = worldOf(drawn)
        const { trace } = simulate(world, { seed, record: true })
        const simulation = new Simulation(world, { seed })
        for (let time = 0; time <= ms(200); time += ms(20)) {
          simulation.runUntil(time)
          expect(rewind(trace!, time)).toEqual({ ...simulation.states })
        }
      }),
      { numRuns: 20 },
    )
  })

  it('knows what was injected', () => {
    const simulation = new Simulation(game(), { seed: 1, record: true })
    simulation.runUntil(ms(55))
    simulation.inject(pause('n1', { lasts: ms(100) }))
    const { trace } = simulation.run()
    expect(rewind(trace!, ms(54))).toEqual({ n1: { hits: 4 }, n2: { hits: 5 } })
    expect(rewind(trace!, ms(154))).toEqual({ n1: { hits: 4 }, n2: { hits: 5 } })
    expect(rewind(trace!, ms(155))).toEqual({ n1: { hits: 6 }, n2: { hits: 5 } })
    expect(rewind(trace!, seconds(1))).toEqual({ ...simulation.states })
  })
})

describe('a plan', () => {
  const world = game({ faults: [at(ms(5), crash('n1'))], healAt: ms(900) })
  const plan = planOf(world, 7)

  it('is drawn from the seed and replays it', () => {
    expect(plan).toEqual({
      seed: '7',
      faults: [{ at: ms(5), fault: crash('n1') }],
      conditions: [],
      operations: {},
    })
    expect(simulate(world, { plan }).hash).toBe(simulate(world, { seed: 7 }).hash)
    expect(simulate(world, { plan: { ...plan, faults: [] } }).stats.faults).toEqual({})
  })

  it.each<[Partial<Plan>, string]>([
    [{ seed: '' }, 'Expected a seed'],
    [{ faults: [{ at: 1, fault: crash('n9') }] }, "got 'n9'. This is about plan.faults[0]."],
    [{ faults: [{ at: 0.5, fault: crash('n1') }] }, 'Expected the time of plan.faults[0] to be whole µs'],
    [
      { faults: [{ at: ms(900), fault: crash('n1') }] },
      'Expected plan.faults[0] to strike before the scenario heals, at 900 ms',
    ],
    [{ faults: undefined as never }, 'Expected plan.faults to be a list'],
    [{ conditions: [0] }, 'Expected plan.conditions to be indexes of conditional faults'],
    [{ operations: { n9: [] } }, "Expected the plan to name nodes of its scenario (n1, n2), got 'n9'."],
  ])('that does not fit its scenario is told so: %j', (part, sentence) => {
    expect(() => simulate(world, { plan: { ...plan, ...part } })).toThrow(sentence)
  })
})

describe('a scenario', () => {
  it.each<[object, string]>([
    [{ title: '' }, 'Expected a scenario to have a title'],
    [{ nodes: {} }, 'Expected a scenario to have nodes'],
    [{ nodes: { 1: player() } }, "got '1'; write 'n1'."],
    [
      { nodes: { 'a b': player() } },
      "Expected names of nodes without spaces and without any of > ~ | { }, got 'a b'.",
    ],
    [
      { nodes: { n1: player } },
      'Expected nodes.n1 to be made by a definition, such as raft({ … }), got function; is a call () missing?',
    ],
    [
      { versions: { next: player } },
      "Expected versions.next of the scenario 'A game' to be made by a definition",
    ],
    [
      { until: 1.5 },
      "Expected until of the scenario 'A game' to be a time in whole µs, 0 or more (write seconds(10), ms(5), …), got 1.5.",
    ],
    [{ healAt: seconds(2) }, 'to be before its end (until is 1 s), got 2 s.'],
    [{ healAt: ms(5), faults: [at(ms(5), crash('n1'))] }, 'to strike before healAt (5 ms), got 5 ms.'],
    [{ clocks: { n7: {} } }, "to name nodes (n1, n2), got 'n7'."],
    [
      { clocks: { n1: { drift: 0.5 } } },
      "Expected clocks.n1 of the scenario 'A game'.drift to be whole millionths",
    ],
    [{ storage: { fsnc: 5 } }, "to say how long persist, read, write, fsync take, got 'fsnc'."],
    [{ events: 0 }, "Expected events of the scenario 'A game' to be a whole number, 1 or more, got 0."],
    [
      { faults: [at(-1, crash('n1'))] },
      "Expected the time of faults[0] of the scenario 'A game' to be whole µs, 0 or more, got -1.",
    ],
    [{ faults: [{ when: true, fault: crash('n1') }] }, 'to be a function of the states, got boolean.'],
    [{ holds: [undefined] }, "Expected holds of the scenario 'A game' to list properties"],
    [{ holds: [fewerThan(1)], violates: [fewerThan(1)] }, "got 'fewer than 1 hits' twice."],
    [{ reaches: [fewerThan(1)] }, 'to list sometimes(…), got the always property'],
    [
      { holds: [always('x', recorder, () => true)] },
      "Expected the scenario 'A game' to have nodes of the kind 'recorder', which its property 'x' reads; it has player.",
    ],
  ])('that does not fit together is told where: %j', (part, sentence) => {
    expect(() => game(part)).toThrow(sentence)
  })
})

it('nodes start in the order of their declaration, and events at one time in that of their scheduling', () => {
  const world = scenario({
    title: 'Order',
    nodes: {
      b: recorder({ sends: [{ to: 'c', numbers: [1] }] }),
      a: recorder({ sends: [{ to: 'c', numbers: [2] }] }),
      c: recorder(),
    },
    network: { latency: constant(ms(1)), links: { 'a>c': { latency: uniform(ms(1), ms(1)) } } },
    until: ms(5),
  })
  const simulation = new Simulation(world, { seed: 1 })
  simulation.run()
  expect(recorded(simulation.states, 'c').kept).toEqual([1, 2])
})
