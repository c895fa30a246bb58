import {
  administrator,
  cluster,
  keyValueClient,
  membershipService,
  ms,
  noAcknowledgedStoreWriteLost,
  registersLinearizable,
  registerWorkload,
  scenario,
  seconds,
  storeNode,
  storeSafety,
  uniform,
} from 'lightcone'

const joiners = ['n4', 'n5', 'n6', 'n7']

export default scenario({
  title:
    'H2: an owner that has handed over a range still takes writes for it; they are acknowledged and lost',
  nodes: {
    membership: membershipService({ members: ['n1', 'n2', 'n3'], replicas: 1 }),
    ...cluster(7, storeNode({ membership: 'membership', replicas: 1, bug: 'write-during-handoff-is-lost' })),
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
  until: seconds(10),
  // Who reads the old value of a lost write sees that reads are not linearizable either.
  holds: storeSafety.filter(
    (property) => property !== noAcknowledgedStoreWriteLost && property !== registersLinearizable,
  ),
  violates: [noAcknowledgedStoreWriteLost],
})
