import {
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
  title: 'R13, small: of four servers two lead, each by a vote that counted twice',
  nodes: cluster(
    4,
    raft({
      bug: 'counts-votes-as-a-list',
      preVote: false,
      checkQuorum: false,
      electionTimeout: [ms(50), ms(60)],
    }),
  ),
  network: { latency: uniform(ms(2), ms(15)), duplication: percent(30) },
  until: seconds(2),
  holds: [leaderAppendOnly],
  violates: [electionSafety],
  verify: {
    network: 'ordered',
    timeouts: { n1: 1, n3: 1 },
    duplicates: 2,
    // Of elections alone: what leaders replicate is left out.
    within: (servers) =>
      Object.values(servers).every(({ role, log }) => role.type === 'leader' || log.length === 0),
  },
})
