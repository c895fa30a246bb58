import {
  administrator,
  cluster,
  everyKeyValueOperationReturns,
  keyValueClient,
  membershipService,
  ms,
  registerWorkload,
  scenario,
  seconds,
  sometimes,
  storeLiveness,
  storeNode,
  storeSafety,
  uniform,
} from 'lightcone'

const joiners = ['n4', 'n5', 'n6', 'n7']

export default scenario({
  title:
    'With a single replica, a range changes hands between two writes: the old owner refuses what comes too late',
  nodes: {
    membership: membershipService({ members: ['n1', 'n2', 'n3'], replicas: 1 }),
    ...cluster(7, storeNode({ membership: 'membership', replicas: 1 })),
    administrator: administrator({
      membership: 'membership',
      changes: joiners.map((id) => ({ after: ms(500), join: { id } })),
    }),
    ...cluster(
      8,
      keyValueClient({
        servers: ['n1'],
        operations: 24,
        timeout: ms(800),
        thinkTime: [0, ms(10)],
        workload: registerWorkload({ keys: 24 }),
      }),
      'c',
    ),
  },
  network: {
    latency: uniform(ms(1), ms(10)),
    // What tells n1 of a new view is late, so that it goes on for a while in one that others have left behind.
    links: Object.fromEntries(
      ['membership', ...joiners].map((node) => [`${node}>n1`, { latency: uniform(ms(100), ms(300)) }]),
    ),
  },
  healAt: seconds(8),
  until: seconds(10),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [
    sometimes('a key has changed hands', storeNode, (stores) => stores.some(({ received }) => received > 0)),
  ],
})
