import {
  cluster,
  everyKeyValueOperationReturns,
  keyValueClient,
  membershipService,
  ms,
  registersLinearizable,
  scenario,
  seconds,
  storeLiveness,
  storeNode,
  storeSafety,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3']

export default scenario({
  title: 'Q2: with R + W ≤ N a read asks a replica that the write before it did not reach',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(3, storeNode({ membership: 'membership', bug: 'quorums-do-not-overlap' })),
    ...cluster(4, keyValueClient({ servers, operations: 40, thinkTime: [0, ms(20)] }), 'c'),
  },
  network: { latency: uniform(ms(1), ms(20)) },
  healAt: seconds(5),
  until: seconds(8),
  holds: [
    ...storeSafety.filter((property) => property !== registersLinearizable),
    ...storeLiveness(),
    everyKeyValueOperationReturns(),
  ],
  violates: [registersLinearizable],
})
