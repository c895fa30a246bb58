import {
  cluster,
  everyOperationReturns,
  keyValueModel,
  keyValueWorkload,
  linearizable,
  logClient,
  ms,
  partitions,
  raft,
  raftSafety,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const pace = { servers, operations: 40, thinkTime: [ms(0), ms(30)] } as const
const workload = keyValueWorkload({ keys: 1 })
const reading = { ...workload, next: () => ({ f: 'read', key: 'k1' }) }

export default scenario({
  title: 'Reads without confirmed leadership: a leader that was replaced answers with what is no longer so',
  nodes: {
    ...cluster(3, raft({ bug: 'reads-without-confirming', checkQuorum: false })),
    writer: logClient({ ...pace, workload }),
    // A client that only reads never notices that its leader can commit nothing.
    reader: logClient({ ...pace, workload: reading, operations: 100 }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  // Only servers are cut from each other: the replaced leader still hears its clients.
  faults: [partitions({ every: ms(800), lastFor: [ms(500), seconds(1)], shapes: ['minority'] })],
  healAt: seconds(6),
  until: seconds(12),
  holds: [...raftSafety, everyOperationReturns()],
  violates: [linearizable(keyValueModel())],
})
