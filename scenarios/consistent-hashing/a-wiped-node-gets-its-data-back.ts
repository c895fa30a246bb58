import {
  at,
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
  wipe,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4']

export default scenario({
  title:
    'A node loses its disk: it says nothing until the others, in a new view, have given it all its keys again',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(4, storeNode({ membership: 'membership' })),
    ...cluster(3, keyValueClient({ servers, operations: 30, workload: registerWorkload({ keys: 8 }) }), 'c'),
  },
  faults: [at(ms(1_500), wipe('n2', { lasts: ms(300) }))],
  healAt: seconds(4),
  until: seconds(8),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [
    sometimes('the wiped node has its keys again', storeNode, (stores) =>
      stores.some(({ id, boots, received }) => id === 'n2' && boots === 1 && received > 0),
    ),
  ],
})
