import {
  administrator,
  chaos,
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

const members = ['n1', 'n2', 'n3', 'n4']
const others = ['n5', 'n6']
const servers = [...members, ...others]

export default scenario({
  title: 'Nodes join, leave and crash all at once, and no acknowledged write is lost',
  nodes: {
    membership: membershipService({ members }),
    ...cluster(6, storeNode({ membership: 'membership' })),
    administrator: administrator({
      membership: 'membership',
      changes: { members, others, least: 3, count: 5, every: [ms(100), ms(1_500)] },
    }),
    ...cluster(3, keyValueClient({ servers, operations: 15, workload: registerWorkload({ keys: 3 }) }), 'c'),
  },
  faults: [chaos()],
  healAt: seconds(7),
  until: seconds(12),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns({ within: seconds(4) })],
  reaches: [
    sometimes('read writes back'),
    sometimes(
      'a handover under way while a node is down',
      storeNode,
      (stores, nodes) =>
        nodes.some(({ up }) => !up) && stores.some(({ view }) => view !== null && !view.complete),
    ),
  ],
})
