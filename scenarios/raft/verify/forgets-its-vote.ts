import {
  cluster,
  crashes,
  electionSafety,
  leaderAppendOnly,
  ms,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

export default scenario({
  title: 'R3, small: a vote forgotten in a crash elects two leaders of one term',
  nodes: cluster(
    3,
    raft({
      bug: 'forgets-its-vote',
      preVote: false,
      checkQuorum: false,
      electionTimeout: [ms(50), ms(80)],
    }),
  ),
  network: { latency: uniform(ms(1), ms(20)) },
  // Crashes of a few milliseconds: the second request for a vote comes in the same term as the first.
  faults: [crashes({ every: ms(20), downFor: [ms(1), ms(5)] })],
  healAt: seconds(4),
  until: seconds(5),
  holds: [leaderAppendOnly],
  violates: [electionSafety],
  verify: { network: 'ordered', timeouts: { n1: 1, n3: 1 }, crashes: 1, mayCrash: ['n2'] },
})
