import {
  allReachTheLastView,
  at,
  cluster,
  everyKeyValueOperationReturns,
  isolate,
  keyValueClient,
  membershipService,
  ms,
  noAcknowledgedStoreWriteLost,
  registerWorkload,
  scenario,
  seconds,
  storeNode,
  storeSafety,
  wipe,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3']

export default scenario({
  title:
    'Two disks of three lost at once: what both had is gone, and the store stops rather than lies about it',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(3, storeNode({ membership: 'membership' })),
    ...cluster(
      3,
      keyValueClient({
        servers,
        operations: 60,
        thinkTime: [0, ms(40)],
        workload: registerWorkload({ keys: 4 }),
      }),
      'c',
    ),
  },
  // The third node is cut off for a while, so that there are writes which only the first two have.
  faults: [
    at(ms(400), isolate('n3', { lasts: ms(400) })),
    at(ms(700), wipe('n1', { lasts: ms(200) })),
    at(ms(700), wipe('n2', { lasts: ms(200) })),
  ],
  healAt: seconds(2),
  until: seconds(5),
  holds: storeSafety.filter((property) => property !== noAcknowledgedStoreWriteLost),
  violates: [noAcknowledgedStoreWriteLost, allReachTheLastView(), everyKeyValueOperationReturns()],
})
