import {
  electionSafety,
  heal,
  isolate,
  leaderAppendOnly,
  leaderCompleteness,
  ms,
  type RaftServer,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const options = {
  bug: 'commits-older-term-by-count',
  preVote: false,
  checkQuorum: false,
  // Entries of older terms arrive by themselves, before the leader's own.
  batch: 1,
} as const

const hasCommittedAnOlderTerm = ({ role, currentTerm, commitIndex, log }: RaftServer) =>
  role.type === 'leader' && commitIndex > 0 && log[commitIndex - 1]!.term < currentTerm

export default scenario({
  title: 'R1, small: Figure 8 with three servers, whose only entries are those that begin a term',
  nodes: {
    n1: raft({ ...options, electionTimeout: [ms(50), ms(60)] }),
    n2: raft({ ...options, electionTimeout: [ms(150), ms(160)] }),
    n3: raft({ ...options, electionTimeout: [seconds(2), seconds(3)] }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    // n1 leads, and is cut off with its first entry.
    { when: ({ n1 }) => n1.role.type === 'leader', fault: isolate('n1') },
    // So does n2, with another one; n1 comes back, and leads again.
    { when: ({ n2 }) => n2.role.type === 'leader', fault: heal() },
    { when: ({ n2 }) => n2.role.type === 'leader', fault: isolate('n2') },
    // As soon as a majority has its first entry, n2 comes back; its log is the newer one.
    { when: ({ n1 }) => hasCommittedAnOlderTerm(n1), fault: heal() },
    { when: ({ n1 }) => hasCommittedAnOlderTerm(n1), fault: isolate('n1') },
  ],
  healAt: seconds(3),
  until: seconds(4),
  holds: [electionSafety, leaderAppendOnly],
  violates: [leaderCompleteness],
  verify: {
    network: 'ordered',
    timeouts: { n1: 2, n2: 2 },
    within: (servers) =>
      Object.values(servers).every(({ currentTerm, log }) => currentTerm <= 4 && log.length <= 2),
  },
})
