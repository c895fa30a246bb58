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
  title: 'H4: placed by hash mod n, nearly all keys move when a node joins',
  nodes: {
    membership: membershipService({ members: servers.slice(0, 5) }),
    ...cluster(6, storeNode({ membership: 'membership', bug: 'hash-modulo-n' })),
    administrator: administrator({
      membership: 'membership',
      changes: [{ after: ms(800), join: { id: 'n6' } }],
    }),
    ...cluster(3, keyValueClient({ servers, operations: 20, workload: registerWorkload({ keys: 10 }) }), 'c'),
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
