import {
  at,
  cluster,
  everyOperationReturns,
  keyValueModel,
  leaderIsElected,
  linearizable,
  logClient,
  ms,
  partition,
  type RaftServer,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5'] as const
const options = { checkQuorum: false } as const
const patient = raft({ ...options, electionTimeout: [ms(300), ms(450)] })

const isStale = (leader: RaftServer, others: readonly RaftServer[]) =>
  leader.role.type === 'leader' &&
  leader.log.length > leader.commitIndex - leader.snapshot.lastIndex &&
  others.some(({ role, currentTerm }) => role.type === 'leader' && currentTerm > leader.currentTerm)

export default scenario({
  title: 'A leader on the small side of a partition goes on leading, and can commit nothing',
  nodes: {
    // n1 is elected first, as it waits least.
    n1: raft({ ...options, electionTimeout: [ms(100), ms(150)] }),
    n2: patient,
    n3: patient,
    n4: patient,
    n5: patient,
    ...cluster(3, logClient({ servers }), 'c'),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  // Clients reach both sides.
  faults: [
    at(
      seconds(1),
      partition([
        ['n1', 'n2'],
        ['n3', 'n4', 'n5'],
      ]),
    ),
  ],
  healAt: seconds(3),
  until: seconds(8),
  holds: [
    ...raftSafety,
    linearizable(keyValueModel()),
    leaderIsElected({ within: seconds(2) }),
    everyOperationReturns({ within: seconds(4) }),
  ],
  reaches: [
    sometimes('a replaced leader has entries that it cannot commit', patient, ([n1, ...others]) =>
      isStale(n1!, others),
    ),
    sometimes('a conflicting entry is deleted'),
    sometimes('a leader steps down'),
  ],
})
