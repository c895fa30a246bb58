import {
  chaos,
  cluster,
  everyChangeIsAnswered,
  everyOperationReturns,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  raft,
  raftAdministrator,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5'] as const

export default scenario({
  title: 'Three servers become five by joint consensus, and three others remain, whatever fails meanwhile',
  nodes: {
    ...cluster(5, raft({ members: ['n1', 'n2', 'n3'], snapshotThreshold: 20 })),
    ...cluster(3, logClient({ servers, operations: 15 }), 'c'),
    administrator: raftAdministrator({
      servers,
      steps: [
        { at: seconds(1), request: { type: 'changeMembership', members: servers } },
        { at: seconds(3), request: { type: 'changeMembership', members: ['n3', 'n4', 'n5'] } },
      ],
    }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  // Of the three servers at the begin and the end, one at most may be down.
  faults: [chaos({ atMost: 1 })],
  healAt: seconds(6),
  until: seconds(15),
  holds: [...raftSafety, linearizable(keyValueModel()), everyOperationReturns(), everyChangeIsAnswered()],
  reaches: [
    sometimes('a joint configuration is used'),
    sometimes('a membership change is complete'),
    sometimes('a leader steps down'),
  ],
})
