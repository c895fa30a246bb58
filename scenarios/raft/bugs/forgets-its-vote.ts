import {
  cluster,
  crashes,
  electionSafety,
  leaderAppendOnly,
  logClient,
  ms,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title: 'A vote forgotten in a crash: a server votes twice in a term and elects two leaders',
  nodes: {
    ...cluster(
      3,
      raft({
        bug: 'forgets-its-vote',
        preVote: false,
        checkQuorum: false,
        electionTimeout: [ms(50), ms(80)],
      }),
    ),
    client: logClient({ servers, operations: 5 }),
  },
  network: { latency: uniform(ms(1), ms(20)) },
  // Crashes of a few milliseconds: the second request for a vote comes in the same term as the first.
  faults: [crashes({ every: ms(20), downFor: [ms(1), ms(5)] })],
  healAt: seconds(4),
  until: seconds(5),
  holds: [leaderAppendOnly],
  violates: [electionSafety],
})
