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

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']

export default scenario({
  title: 'A node leaves: each of its ranges goes to the next node on the ring, and the node ends up empty',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(5, storeNode({ membership: 'membership' })),
    administrator: administrator({ membership: 'membership', changes: [{ after: ms(800), leave: 'n2' }] }),
    ...cluster(3, keyValueClient({ servers, operations: 30, workload: registerWorkload({ keys: 20 }) }), 'c'),
  },
  healAt: seconds(4),
  until: seconds(6),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [
    sometimes('a node that has left is empty', storeNode, (stores) =>
      stores.some(
        ({ id, view, cells }) => id === 'n2' && view?.number === 2 && Object.keys(cells).length === 0,
      ),
    ),
  ],
})
