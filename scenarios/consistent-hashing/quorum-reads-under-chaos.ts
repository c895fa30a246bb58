import {
  chaos,
  cluster,
  everyKeyValueOperationReturns,
  keyValueClient,
  membershipService,
  scenario,
  seconds,
  sometimes,
  storeLiveness,
  storeNode,
  storeSafety,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']

export default scenario({
  title: 'Quorums that overlap and reads that write back stay linearizable, whatever network and nodes do',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(5, storeNode({ membership: 'membership' })),
    ...cluster(4, keyValueClient({ servers, operations: 15 }), 'c'),
  },
  faults: [chaos()],
  healAt: seconds(7),
  until: seconds(12),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns({ within: seconds(4) })],
  reaches: [sometimes('read writes back'), sometimes('replica repaired')],
})
