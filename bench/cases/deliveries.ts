import { percent } from '../../src/kernel/probability.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { TraceHash } from '../../src/kernel/trace-hash.ts'
import { constant, uniform } from '../../src/network/latency.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { type Scenario, scenario } from '../../src/simulation/scenario.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { Simulation, type SimulationOptions } from '../../src/simulation/simulation.ts'
import { nanosecondsPer } from '../stopwatch.ts'

type Message = { readonly type: 'pass'; readonly number: number }

/** Passes on each message it gets, to a node in turn, with a fresh payload: a handler that does nothing else. */
const passer = defineNode<{ turn: number }, Message, { messages: number }, 'again'>('passer', {
  initial: () => ({ turn: 0 }),
  boot(_state, ctx) {
    for (let number = 0; number < ctx.options.messages; number++) pass(ctx, number)
    ctx.after(seconds(1), 'again')
  },
  on: {
    pass(state, { number }, ctx) {
      state.turn = number + 1
      const { nodes } = ctx
      ctx.send(nodes[state.turn % nodes.length]!, { type: 'pass', number: state.turn })
    },
  },
  timeout: {
    // What loss took away is put back, so that as many stay in flight.
    again(_state, ctx) {
      ctx.after(seconds(1), 'again')
    },
  },
})

function pass(
  ctx: { nodes: readonly string[]; send(to: string, message: Message): void },
  number: number,
): void {
  ctx.send(ctx.nodes[number % ctx.nodes.length]!, { type: 'pass', number })
}

/** Delivering messages to handlers that do nothing, `inFlight` of them on their way among 10 nodes. */
export function deliver(inFlight: number, options: SimulationOptions = {}, events = 200_000): number {
  const world = passing(inFlight, events)
  let seed = 0
  return nanosecondsPer(() => simulate(world, { ...options, seed: seed++ }).events)
}

/** The same with a journal and checkpoints kept as it goes, as when somebody looks at a trace for the first time. */
export function deliverKept(inFlight: number): number {
  const world = passing(inFlight, 200_000)
  let seed = 0
  return nanosecondsPer(() => new Simulation(world, { record: true, seed: seed++ }).run().events)
}

function passing(inFlight: number, events: number): Scenario {
  return scenario({
    title: 'Messages are passed on',
    nodes: cluster(10, passer({ messages: inFlight / 10 })),
    // Loss is drawn for every message, and so rare that as many stay in flight.
    network: { latency: uniform(ms(1), ms(10)), loss: 1, duplication: 1 },
    until: seconds(1_000_000),
    events,
  })
}

/** The same without the header hash, which nobody but this process can switch off. */
export function deliverUnhashed(inFlight: number): number {
  TraceHash.prototype.add = () => {}
  return deliver(inFlight)
}

/** Ping-pong between 50 pairs of nodes over a constant latency, as simpler simulators have it. */
export function pingPong(): number {
  type Ball = { readonly type: 'ball' }
  const player = defineNode<{ hits: number }, Ball>('player', {
    initial: () => ({ hits: 0 }),
    boot(_state, ctx) {
      const number = Number(ctx.self.slice(1))
      if (number % 2 === 1) ctx.send(`n${number + 1}`, { type: 'ball' })
    },
    on: {
      ball(state, _message, ctx) {
        state.hits++
        ctx.reply({ type: 'ball' })
      },
    },
  })
  const world = scenario({
    title: 'Ping-pong',
    nodes: cluster(100, player()),
    network: { latency: constant(ms(1)), loss: percent(0) },
    until: seconds(1_000_000),
    events: 200_000,
  })
  return nanosecondsPer(() => new Simulation(world, { seed: 1 }).run().events)
}
