import {
  cluster,
  constant,
  leaderIsElected,
  ms,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
} from 'lightcone'

export default scenario({
  title: 'Votes are split when timeouts are alike, and chance ends it',
  nodes: cluster(4, raft({ preVote: false, electionTimeout: [ms(150), ms(160)] })),
  // A message takes as long as the timeouts differ: a candidate hardly ever is alone.
  network: { latency: constant(ms(10)) },
  until: seconds(10),
  holds: [...raftSafety, leaderIsElected()],
  reaches: [sometimes('an election ends without a winner'), sometimes('an election is won')],
})
