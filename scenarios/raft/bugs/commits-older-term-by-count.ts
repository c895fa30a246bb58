import {
  crash,
  electionSafety,
  heal,
  isolate,
  leaderAppendOnly,
  leaderCompleteness,
  logMatching,
  ms,
  partition,
  type RaftServer,
  raft,
  restart,
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
const patient = raft({ ...options, electionTimeout: [seconds(2), seconds(3)] })

const hasCommittedAnOlderTerm = ({ role, currentTerm, commitIndex, log }: RaftServer) =>
  role.type === 'leader' && commitIndex > 0 && log[commitIndex - 1]!.term < currentTerm

export default scenario({
  title: 'Figure 8: an entry of an older term is on a majority, and yet another leader may overwrite it',
  nodes: {
    n1: raft({ ...options, electionTimeout: [ms(50), ms(60)] }),
    n2: patient,
    n3: patient,
    n4: patient,
    n5: raft({ ...options, electionTimeout: [ms(150), ms(160)] }),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    // (a) n1 leads, and replicates its first entry to n2 alone; then it crashes.
    {
      when: ({ n1 }) => n1.role.type === 'leader',
      fault: partition([
        ['n1', 'n2'],
        ['n3', 'n4', 'n5'],
      ]),
    },
    { when: ({ n2 }) => n2.log.length > 0, fault: crash('n1') },
    // (b) n5 is elected by n3 and n4, has another entry at the same index, and is cut off.
    { when: ({ n5 }) => n5.role.type === 'leader', fault: heal() },
    { when: ({ n5 }) => n5.role.type === 'leader', fault: isolate('n5') },
    // (c) n1 leads again, goes on replicating its entry, and is cut off when a majority has it.
    { when: ({ n5 }) => n5.role.type === 'leader', fault: restart('n1') },
    { when: ({ n1 }) => hasCommittedAnOlderTerm(n1), fault: heal() },
    // (d) n5 has the newer entry, and wins the votes of n3 and n4.
    { when: ({ n1 }) => hasCommittedAnOlderTerm(n1), fault: isolate('n1') },
  ],
  healAt: seconds(3),
  until: seconds(4),
  holds: [electionSafety, leaderAppendOnly, logMatching],
  violates: [leaderCompleteness],
})
