import {
  at,
  cluster,
  crash,
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

const servers = ['n1', 'n2', 'n3', 'n4']

export default scenario({
  title: 'A node crashes: two of three replicas go on without it, and anti-entropy repairs what it missed',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(4, storeNode({ membership: 'membership' })),
    ...cluster(3, keyValueClient({ servers, operations: 30, workload: registerWorkload({ keys: 8 }) }), 'c'),
  },
  faults: [at(ms(600), crash('n2', { lasts: seconds(2) }))],
  healAt: seconds(4),
  until: seconds(8),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [sometimes('replica repaired'), sometimes('read writes back')],
})
