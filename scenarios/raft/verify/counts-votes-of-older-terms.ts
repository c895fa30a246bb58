import {
  bimodal,
  cluster,
  electionSafety,
  leaderAppendOnly,
  ms,
  percent,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

export default scenario({
  title: 'R2, small: a grant that comes an election late elects a second leader',
  nodes: cluster(
    3,
    raft({
      bug: 'counts-votes-of-older-terms',
      preVote: false,
      checkQuorum: false,
      electionTimeout: [ms(12), ms(24)],
    }),
  ),
  // Many a vote comes only after its candidate has begun another election.
  network: {
    latency: bimodal({ usual: uniform(ms(1), ms(6)), tail: uniform(ms(12), ms(60)), rarely: percent(40) }),
  },
  until: seconds(3),
  holds: [leaderAppendOnly],
  violates: [electionSafety],
  verify: { network: 'ordered', timeouts: { n1: 2, n2: 1 } },
})
