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
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']

export default scenario({
  title: 'A node joins: about K/n keys move to it, no other key moves, and reads and writes go on',
  nodes: {
    membership: membershipService({ members: servers.slice(0, 5) }),
    ...cluster(6, storeNode({ membership: 'membership' })),
    administrator: administrator({
      membership: 'membership',
      changes: [{ after: ms(800), join: { id: 'n6' } }],
    }),
    ...cluster(3, keyValueClient({ servers, operations: 30, workload: registerWorkload({ keys: 20 }) }), 'c'),
  },
  healAt: seconds(4),
  until: seconds(6),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [
    sometimes('the new node has received keys', storeNode, (stores) =>
      stores.some(({ id, received }) => id === 'n6' && received > 0),
    ),
  ],
})
