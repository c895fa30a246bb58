import {
  bimodal,
  cluster,
  electionSafety,
  leaderAppendOnly,
  logClient,
  ms,
  percent,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5'] as const

export default scenario({
  title: 'Votes of older terms counted: a delayed grant elects a candidate in a later term',
  nodes: {
    ...cluster(
      5,
      raft({
        bug: 'counts-votes-of-older-terms',
        preVote: false,
        checkQuorum: false,
        electionTimeout: [ms(12), ms(24)],
      }),
    ),
    client: logClient({ servers, operations: 5 }),
  },
  // Many a vote comes only after its candidate has begun another election.
  network: {
    latency: bimodal({ usual: uniform(ms(1), ms(6)), tail: uniform(ms(12), ms(60)), rarely: percent(40) }),
  },
  until: seconds(3),
  holds: [leaderAppendOnly],
  violates: [electionSafety],
})
