import {
  administrator,
  cluster,
  everyKeyValueOperationReturns,
  keyValueClient,
  membershipService,
  movementBounded,
  ms,
  registerWorkload,
  scenario,
  seconds,
  storeLiveness,
  storeNode,
  storeSafety,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']

export default scenario({
  title: 'With hash mod n the same join moves five keys of six: still correct, but at what a price',
  nodes: {
    membership: membershipService({ members: servers.slice(0, 5) }),
    ...cluster(6, storeNode({ membership: 'membership', placement: 'modulo' })),
    administrator: administrator({
      membership: 'membership',
      changes: [{ after: ms(800), join: { id: 'n6' } }],
    }),
    ...cluster(3, keyValueClient({ servers, operations: 30, workload: registerWorkload({ keys: 20 }) }), 'c'),
  },
  healAt: seconds(4),
  until: seconds(6),
  holds: [
    ...storeSafety.filter((property) => property !== movementBounded),
    ...storeLiveness(),
    everyKeyValueOperationReturns(),
  ],
  violates: [movementBounded],
})
