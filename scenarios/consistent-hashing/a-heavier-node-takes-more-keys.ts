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
  title: 'A node of weight 3 joins with three times the virtual nodes and takes about three times the keys',
  nodes: {
    membership: membershipService({ members: servers.slice(0, 4) }),
    ...cluster(5, storeNode({ membership: 'membership', replicas: 1 })),
    administrator: administrator({
      membership: 'membership',
      changes: [{ after: ms(1_000), join: { id: 'n5', weight: 3 } }],
    }),
    ...cluster(3, keyValueClient({ servers, operations: 60, workload: registerWorkload({ keys: 60 }) }), 'c'),
  },
  healAt: seconds(7),
  until: seconds(9),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [
    sometimes('the heavy node has more keys than any two others', storeNode, (stores) => {
      const counts = stores.map(({ cells }) => Object.keys(cells).length)
      const heavy = counts[4]!
      const [first = 0, second = 0] = counts.slice(0, 4).sort((a, b) => b - a)
      return heavy > first + second
    }),
  ],
})
