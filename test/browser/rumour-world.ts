import {
  at,
  clockJump,
  crash,
  diskFault,
  partitionOneWay,
  pause,
  restart,
  slow,
} from '../../src/faults/fault.ts'
import { oneIn, percent } from '../../src/kernel/probability.ts'
import { ms, seconds } from '../../src/kernel/time.ts'
import { bimodal, exponential, logNormal, uniform } from '../../src/network/latency.ts'
import { cluster, defineNode, defineProgram } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'

type Message =
  | { readonly type: 'rumour'; readonly heard: number }
  | { readonly type: 'ask' }
  | { readonly type: 'tell'; readonly heard: number; readonly at: number }

interface Gossip {
  heard: number
  bytes: number
}

const gossip = defineNode<Gossip, Message, Record<never, never>, 'spread', 'synced'>('gossip', {
  initial: () => ({ heard: 0, bytes: 0 }),
  persistent: ['heard'],
  boot: (state, ctx) => {
    state.bytes = ctx.disk.read('log').length
    ctx.after(ctx.random.int(ms(5), ms(50)), 'spread')
  },
  on: {
    rumour: (state, { heard }, ctx) => {
      state.heard = Math.max(state.heard, heard)
      ctx.disk.append('log', new Uint8Array([heard & 255, ctx.now & 255]))
      ctx.disk.fsync('log', 'synced')
    },
    ask: (state, _message, ctx) => ctx.reply({ type: 'tell', heard: state.heard, at: ctx.now }),
  },
  timeout: {
    spread: (state, ctx) => {
      state.heard += ctx.random.int(0, 3)
      ctx.broadcast({ type: 'rumour', heard: state.heard })
      ctx.after(ctx.random.int(ms(5), ms(50)), 'spread')
    },
  },
  disk: {
    synced: (state, { ok }, ctx) => {
      if (ok) state.bytes += 2
      else ctx.note('lost a write')
    },
  },
  corrupted: (_state, ctx) => ctx.note('heard only noise'),
})

const listener = defineProgram<{ asked: number }, Message>('listener', {
  initial: () => ({ asked: 0 }),
  client: true,
  *run(state, ctx) {
    for (;;) {
      yield* ctx.sleep(ctx.random.int(ms(1), ms(20)))
      const operation = ctx.invoke('ask')
      state.asked++
      const answer = yield* ctx.call(ctx.random.pick(['n1', 'n2', 'n3']), { type: 'ask' }, ms(30))
      if (answer?.type === 'tell') ctx.complete(operation, answer.heard)
    }
  },
})

/** A run that goes through every part of the engine that computes: all latencies, losses, clocks, disks and faults. */
export const rumourWorld = scenario({
  title: 'A rumour spreads through a bad network',
  nodes: { ...cluster(3, gossip()), listener: listener() },
  network: {
    latency: logNormal({ median: ms(4) }),
    loss: percent(5),
    duplication: percent(5),
    corruption: percent(2),
    links: {
      'n1>n2': { latency: exponential({ min: ms(1), mean: ms(6) }), corruptionIs: 'silent' },
      'n2>n3': {
        latency: bimodal({
          usual: uniform(ms(1), ms(3)),
          tail: exponential({ mean: ms(80) }),
          rarely: oneIn(20),
        }),
      },
      'n3>n1': { bandwidth: 10_000, order: 'fifo' },
    },
  },
  storage: { persist: 100, fsync: ms(2) },
  clocks: { n1: { drift: 137 }, n2: { offset: ms(-7), drift: -4_321 } },
  faults: [
    at(ms(400), crash('n2', { lasts: ms(150) })),
    at(ms(600), diskFault('n3', 'fsync-fails', { lasts: ms(300) })),
    // A node whose `persistent` fields can't be made durable stops, as one should; someone must start it again.
    at(ms(950), restart('n3')),
    at(ms(700), partitionOneWay(['n1'], ['n3'], { lasts: ms(200) })),
    at(ms(1_000), pause('n1', { lasts: ms(100) })),
    at(ms(1_200), slow('n3', 7, { lasts: ms(200) })),
    at(ms(1_300), clockJump('n2', ms(-40))),
  ],
  until: seconds(2),
})
