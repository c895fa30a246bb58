import {
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
  title: 'Votes counted as a list: a vote that the network delivers twice elects a second leader',
  nodes: {
    ...cluster(
      5,
      raft({ bug: 'counts-votes-as-a-list', preVote: false, electionTimeout: [ms(150), ms(170)] }),
    ),
    client: logClient({ servers, operations: 5 }),
  },
  network: { latency: uniform(ms(2), ms(15)), duplication: percent(30) },
  until: seconds(2),
  holds: [leaderAppendOnly],
  violates: [electionSafety],
})
