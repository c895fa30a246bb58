import {
  at,
  cluster,
  crash,
  everyOperationReturns,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  multiPaxos,
  multiPaxosLeader,
  multiPaxosStateMachineSafety,
  oneValueChosenPerSlot,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title: 'A replica misses a hundred slots, and catches up by a snapshot and the slots after it',
  nodes: {
    ...cluster(3, multiPaxos({ snapshotThreshold: 25 })),
    ...cluster(3, logClient({ servers, operations: 40, thinkTime: [0, ms(20)], reads: 'command' }), 'c'),
  },
  network: { latency: uniform(ms(1), ms(5)) },
  faults: [at(ms(400), crash('n3', { lasts: seconds(4) }))],
  healAt: seconds(5),
  until: seconds(15),
  holds: [
    multiPaxosStateMachineSafety,
    oneValueChosenPerSlot(3),
    linearizable(keyValueModel()),
    multiPaxosLeader({ within: seconds(5) }),
    everyOperationReturns(),
  ],
  reaches: [sometimes('a replica catches up by a snapshot')],
})
