import {
  cluster,
  crashes,
  defineNode,
  electionSafety,
  leaderCompleteness,
  ms,
  percent,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

/** Asks for one session after another, so that there is something to replicate. */
const asker = defineNode<{ asked: number }, { type: 'register' }, { servers: readonly string[] }, 'ask'>(
  'asker',
  {
    initial: () => ({ asked: 0 }),
    client: true,
    boot: (_state, ctx) => ctx.after(ms(20), 'ask'),
    timeout: {
      ask(state, ctx) {
        state.asked++
        ctx.broadcast({ type: 'register' }, ctx.options.servers)
        ctx.after([ms(1), ms(20)], 'ask')
      },
    },
  },
)

export default scenario({
  title: 'R6, small: what was sent last is taken for received, and a later leader lacks it',
  nodes: {
    ...cluster(3, raft({ bug: 'match-index-from-last-request', preVote: false, checkQuorum: false })),
    client: asker({ servers: ['n1'] }),
  },
  network: { latency: uniform(ms(1), ms(30)), loss: percent(20) },
  faults: [crashes({ every: ms(400), downFor: [ms(300), ms(800)] })],
  healAt: seconds(5),
  until: seconds(6),
  holds: [electionSafety],
  violates: [leaderCompleteness],
  verify: { network: 'ordered', timeouts: { n1: 1, n2: 1, client: 1 } },
})
