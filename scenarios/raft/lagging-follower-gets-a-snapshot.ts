import {
  at,
  cluster,
  crash,
  everyOperationReturns,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  percent,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title:
    'A follower that was away too long gets a snapshot, chunk by chunk, as the log no longer goes back so far',
  nodes: {
    ...cluster(3, raft({ snapshotThreshold: 20, snapshotChunk: 100 })),
    ...cluster(3, logClient({ servers, operations: 40, thinkTime: [0, ms(50)] }), 'c'),
  },
  network: { latency: uniform(ms(1), ms(10)), loss: percent(2), duplication: percent(2) },
  faults: [at(ms(300), crash('n3', { lasts: seconds(2) }))],
  healAt: seconds(5),
  until: seconds(15),
  holds: [...raftSafety, linearizable(keyValueModel()), everyOperationReturns()],
  reaches: [sometimes('a snapshot is taken'), sometimes('a snapshot is installed')],
})
