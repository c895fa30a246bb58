import {
  chaos,
  cluster,
  everyOperationReturns,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  multiPaxos,
  multiPaxosLeader,
  multiPaxosStateMachineSafety,
  oneValueChosenPerSlot,
  percent,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5'] as const

export default scenario({
  title:
    'Everything at once: Multi-Paxos under chaos keeps one log, and its clients see one copy of the data',
  nodes: {
    ...cluster(5, multiPaxos({ snapshotThreshold: 15 })),
    ...cluster(2, logClient({ servers, operations: 15 }), 'querying'),
    commanding: logClient({ servers, operations: 15, reads: 'command' }),
  },
  network: { latency: uniform(ms(1), ms(10)), loss: percent(1), duplication: percent(1) },
  faults: [chaos({ include: ['clockJump', 'clockDrift', 'fsync-fails', 'full', 'torn-write'] })],
  healAt: seconds(8),
  until: seconds(20),
  holds: [
    multiPaxosStateMachineSafety,
    oneValueChosenPerSlot(5),
    linearizable(keyValueModel()),
    multiPaxosLeader({ within: seconds(10) }),
    everyOperationReturns(),
  ],
  reaches: [sometimes('a leader is replaced'), sometimes('a replica catches up by a snapshot')],
})
