import {
  administrator,
  cluster,
  everyKeyValueOperationReturns,
  keyValueClient,
  membershipService,
  movementBounded,
  ms,
  registerWorkload,
  sameMembersPlaceAlike,
  scenario,
  seconds,
  storeLiveness,
  storeNode,
  storeSafety,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']

export default scenario({
  title: 'H3: a node leaves and joins again, and with the very same members keys are elsewhere',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(5, storeNode({ membership: 'membership', bug: 'ring-depends-on-join-order' })),
    administrator: administrator({
      membership: 'membership',
      changes: [
        { after: ms(500), leave: 'n2' },
        { after: ms(500), join: { id: 'n2' } },
      ],
    }),
    ...cluster(3, keyValueClient({ servers, operations: 20, workload: registerWorkload({ keys: 10 }) }), 'c'),
  },
  healAt: seconds(4),
  until: seconds(6),
  // Members behind the leaver are numbered anew, so more keys move than need be as well.
  holds: [
    ...storeSafety.filter((property) => property !== sameMembersPlaceAlike && property !== movementBounded),
    ...storeLiveness(),
    everyKeyValueOperationReturns(),
  ],
  violates: [sameMembersPlaceAlike],
})
