import {
  cluster,
  crash,
  everyOperationReturns,
  keyValueModel,
  leaderIsElected,
  linearizable,
  logClient,
  ms,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title: 'A leader crashes: another one takes over within an election timeout or two, and nothing is lost',
  nodes: { ...cluster(3, raft()), ...cluster(3, logClient({ servers }), 'c') },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    // Whoever leads first, once it has committed something.
    {
      when: ({ n1 }) => n1.role.type === 'leader' && n1.commitIndex > 5,
      fault: crash('n1', { lasts: seconds(2) }),
    },
    {
      when: ({ n2 }) => n2.role.type === 'leader' && n2.commitIndex > 5,
      fault: crash('n2', { lasts: seconds(2) }),
    },
    {
      when: ({ n3 }) => n3.role.type === 'leader' && n3.commitIndex > 5,
      fault: crash('n3', { lasts: seconds(2) }),
    },
  ],
  healAt: seconds(5),
  until: seconds(10),
  holds: [
    ...raftSafety,
    linearizable(keyValueModel()),
    leaderIsElected({ within: seconds(2) }),
    everyOperationReturns({ within: seconds(4) }),
  ],
  reaches: [sometimes('an election is won')],
})
