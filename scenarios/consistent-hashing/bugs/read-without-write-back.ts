import {
  at,
  cluster,
  degrade,
  everyKeyValueOperationReturns,
  keyValueClient,
  membershipService,
  ms,
  percent,
  registersLinearizable,
  registerWorkload,
  scenario,
  seconds,
  storeLiveness,
  storeNode,
  storeSafety,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title:
    'Q1: a read returns a value that only one replica has yet, and the next read misses it (new/old inversion)',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(3, storeNode({ membership: 'membership', bug: 'read-without-write-back' })),
    ...cluster(
      5,
      keyValueClient({
        servers,
        operations: 40,
        thinkTime: [0, ms(10)],
        workload: registerWorkload({ keys: 1 }),
      }),
      'c',
    ),
  },
  // A write reaches its replicas one after the other, some only when it is repeated.
  faults: [at(0, degrade({ loss: percent(40) }, { from: servers, to: servers }))],
  healAt: seconds(5),
  until: seconds(8),
  holds: [
    ...storeSafety.filter((property) => property !== registersLinearizable),
    ...storeLiveness(),
    everyKeyValueOperationReturns(),
  ],
  violates: [registersLinearizable],
})
