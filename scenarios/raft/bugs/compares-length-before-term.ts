import {
  cluster,
  crash,
  electionSafety,
  leaderAppendOnly,
  leaderCompleteness,
  logClient,
  logMatching,
  ms,
  partitions,
  type RaftServer,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const client = logClient({ servers, operations: 20, thinkTime: [ms(0), ms(20)] })

/** A leader that has committed an entry of its term, while one of an older term still has a longer log. */
const isOutgrown = (leader: RaftServer, others: readonly RaftServer[]) =>
  leader.role.type === 'leader' &&
  leader.commitIndex >= leader.role.noOpIndex &&
  others.some(
    ({ role, currentTerm, log }) =>
      role.type === 'leader' && currentTerm < leader.currentTerm && log.length > leader.log.length,
  )

export default scenario({
  title: 'Longer before newer: a server with many uncommitted entries wins over one with the committed ones',
  nodes: {
    ...cluster(3, raft({ bug: 'compares-length-before-term', checkQuorum: false })),
    ...cluster(5, client, 'c'),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    // Only servers are cut from each other: clients fill the log of a leader that has been replaced.
    partitions({ every: ms(500), lastFor: [ms(300), ms(600)], shapes: ['minority'] }),
    { when: ({ n1, n2, n3 }) => isOutgrown(n1, [n2, n3]), fault: crash('n1', { lasts: seconds(2) }) },
    { when: ({ n1, n2, n3 }) => isOutgrown(n2, [n1, n3]), fault: crash('n2', { lasts: seconds(2) }) },
    { when: ({ n1, n2, n3 }) => isOutgrown(n3, [n1, n2]), fault: crash('n3', { lasts: seconds(2) }) },
  ],
  healAt: seconds(5),
  until: seconds(6),
  holds: [electionSafety, leaderAppendOnly, logMatching],
  violates: [leaderCompleteness],
})
