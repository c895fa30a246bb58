import {
  cluster,
  everyOperationReturns,
  keyValueModel,
  keyValueWorkload,
  linearizable,
  logClient,
  ms,
  partitions,
  pauses,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const workload = keyValueWorkload({ keys: 1 })
const pace = { servers, operations: 30, thinkTime: [0, ms(50)] } as const

export default scenario({
  title: 'Reads that take no place in the log stay linearizable while leaders change',
  nodes: {
    ...cluster(3, raft({ checkQuorum: false })),
    ...cluster(2, logClient({ ...pace, workload }), 'writer'),
    ...cluster(
      2,
      logClient({ ...pace, workload: { ...workload, next: () => ({ f: 'read', key: 'k1' }) } }),
      'reader',
    ),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    partitions({ every: ms(800), lastFor: [ms(300), seconds(1)], shapes: ['minority'] }),
    pauses({ every: ms(800), lastFor: [ms(200), ms(600)] }),
  ],
  healAt: seconds(5),
  until: seconds(12),
  holds: [...raftSafety, linearizable(keyValueModel()), everyOperationReturns()],
  reaches: [sometimes('a leader steps down')],
})
