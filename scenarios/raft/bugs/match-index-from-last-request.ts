import {
  cluster,
  crashes,
  electionSafety,
  leaderAppendOnly,
  leaderCompleteness,
  logClient,
  logMatching,
  ms,
  percent,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title: 'matchIndex without max: a delayed response vouches for entries that were lost on the way',
  nodes: {
    ...cluster(3, raft({ bug: 'match-index-from-last-request' })),
    client: logClient({ servers, operations: 30, thinkTime: [ms(0), ms(20)] }),
  },
  network: { latency: uniform(ms(1), ms(30)), loss: percent(20) },
  faults: [crashes({ every: ms(700), downFor: [ms(300), ms(800)] })],
  healAt: seconds(9),
  until: seconds(10),
  holds: [electionSafety, leaderAppendOnly, logMatching],
  violates: [leaderCompleteness],
})
