import {
  chaos,
  cluster,
  everyChangeIsAnswered,
  everyOperationReturns,
  keyValueModel,
  leaderIsElected,
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
  title:
    'Everything at once: crashes, partitions, clocks, disks, membership changes and transfers, and nothing breaks',
  nodes: {
    ...cluster(5, raft({ snapshotThreshold: 20, snapshotChunk: 200 })),
    ...cluster(2, logClient({ servers, operations: 15 }), 'querying'),
    commanding: logClient({ servers, operations: 15, reads: 'command' }),
    administrator: raftAdministrator({ servers, draws: 4 }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [chaos({ include: ['clockJump', 'clockDrift', 'fsync-fails', 'full', 'torn-write'] })],
  healAt: seconds(8),
  until: seconds(20),
  holds: [
    ...raftSafety,
    linearizable(keyValueModel()),
    leaderIsElected({ within: seconds(5) }),
    everyOperationReturns(),
    everyChangeIsAnswered(),
  ],
  reaches: [
    'a leader steps down',
    'a conflicting entry is deleted',
    'a snapshot is installed',
    'a joint configuration is used',
    'a membership change is complete',
    'leadership is transferred',
    'a pre-vote is refused',
    'an election ends without a winner',
  ].map((label) => sometimes(label)),
})
