import {
  clockSkews,
  cluster,
  everyOperationReturns,
  keyValueModel,
  keyValueWorkload,
  linearizable,
  logClient,
  ms,
  partitions,
  percent,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const workload = keyValueWorkload({ keys: 1 })
const pace = { servers, operations: 40, thinkTime: [0, ms(30)], timeout: ms(50) } as const

export default scenario({
  title: 'Lease reads ask nobody, and are linearizable as long as clocks drift no further than assumed',
  nodes: {
    ...cluster(3, raft({ reads: 'lease', driftBound: percent(20), heartbeat: ms(20) })),
    ...cluster(2, logClient({ ...pace, workload }), 'writer'),
    ...cluster(
      2,
      logClient({ ...pace, workload: { ...workload, next: () => ({ f: 'read', key: 'k1' }) } }),
      'reader',
    ),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [
    clockSkews({ every: ms(500), lastFor: [ms(200), seconds(2)], kinds: ['clockDrift'], drift: percent(20) }),
    partitions({ every: ms(800), lastFor: [ms(300), ms(600)], shapes: ['minority'] }),
  ],
  healAt: seconds(4),
  until: seconds(10),
  holds: [...raftSafety, linearizable(keyValueModel()), everyOperationReturns()],
  reaches: [sometimes('a leader steps down'), sometimes('a read is answered under a lease')],
})
