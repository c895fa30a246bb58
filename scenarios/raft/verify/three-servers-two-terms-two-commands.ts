import { cluster, defineNode, ms, raft, raftSafety, scenario, seconds, sometimes, uniform } from 'lightcone'

/** Asks for one session after another, so that there is something to replicate. */
const asker = defineNode<{ asked: number }, { type: 'register' }, { server: string }, 'ask'>('asker', {
  initial: () => ({ asked: 0 }),
  client: true,
  boot: (_state, ctx) => ctx.after([ms(100), ms(300)], 'ask'),
  timeout: {
    ask(state, ctx) {
      state.asked++
      ctx.send(ctx.options.server, { type: 'register' })
      ctx.after([ms(1), ms(100)], 'ask')
    },
  },
})

export default scenario({
  title:
    'Raft, small: whatever is late, two elections and two commands break none of its properties (Figure 3)',
  nodes: {
    ...cluster(3, raft({ preVote: false, checkQuorum: false })),
    client: asker({ server: 'n1' }),
  },
  network: { latency: uniform(ms(1), ms(60)) },
  until: seconds(3),
  holds: raftSafety,
  reaches: [
    sometimes('two servers have led', raft, (servers) => servers.some(({ currentTerm }) => currentTerm > 1)),
    sometimes('all have applied two entries', raft, (servers) =>
      servers.every(({ lastApplied }) => lastApplied > 1),
    ),
  ],
  verify: { network: 'ordered', timeouts: { n1: 1, n2: 1, client: 2 } },
})
