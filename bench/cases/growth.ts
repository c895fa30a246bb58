import { ms, seconds } from '../../src/kernel/time.ts'
import { uniform } from '../../src/network/latency.ts'
import { cluster, defineNode } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'
import { Simulation } from '../../src/simulation/simulation.ts'
import { nanosecondsPer } from '../stopwatch.ts'

type Rumour = { readonly type: 'rumour'; readonly hops: number }

/** Tells a random peer whatever it hears. */
const gossip = defineNode<{ heard: number }, Rumour>('gossip', {
  initial: () => ({ heard: 0 }),
  boot(_state, ctx) {
    ctx.send(ctx.randomPeer(), { type: 'rumour', hops: 0 })
  },
  on: {
    rumour(state, { hops }, ctx) {
      state.heard++
      ctx.send(ctx.randomPeer(), { type: 'rumour', hops: hops + 1 })
    },
  },
})

/** A rumour a node on its way among so many: nanoseconds an event, the making of the nodes included. */
export function gossipAmong(nodes: number): number {
  const world = scenario({
    title: 'Rumours',
    nodes: cluster(nodes, gossip()),
    network: { latency: uniform(ms(1), ms(10)) },
    until: seconds(1_000_000),
    events: 2_000_000,
  })
  return nanosecondsPer(() => new Simulation(world, { seed: 1 }).run().events)
}
