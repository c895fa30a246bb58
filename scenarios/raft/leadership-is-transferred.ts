import {
  cluster,
  everyChangeIsAnswered,
  everyOperationReturns,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  percent,
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
  title: 'Leadership moves to whom the administrator names, without waiting for an election timeout',
  nodes: {
    ...cluster(5, raft()),
    ...cluster(3, logClient({ servers, operations: 20, thinkTime: [0, ms(50)] }), 'c'),
    administrator: raftAdministrator({
      servers,
      steps: servers.map((to, index) => ({
        at: seconds(1) + index * ms(300),
        request: { type: 'transferLeadership', to },
      })),
    }),
  },
  network: { latency: uniform(ms(1), ms(10)), loss: percent(1) },
  until: seconds(10),
  holds: [...raftSafety, linearizable(keyValueModel()), everyOperationReturns(), everyChangeIsAnswered()],
  reaches: [sometimes('leadership is transferred')],
})
