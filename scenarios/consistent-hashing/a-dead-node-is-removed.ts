import {
  administrator,
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

const servers = ['n1', 'n2', 'n3', 'n4', 'n5']

export default scenario({
  title:
    'A dead node is removed: the others hand its ranges over among themselves, so that keys have N replicas again',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(5, storeNode({ membership: 'membership' })),
    administrator: administrator({ membership: 'membership', changes: [{ after: seconds(1), leave: 'n4' }] }),
    ...cluster(3, keyValueClient({ servers, operations: 30, workload: registerWorkload({ keys: 12 }) }), 'c'),
  },
  faults: [at(ms(500), crash('n4'))],
  healAt: seconds(6),
  until: seconds(8),
  holds: [...storeSafety, ...storeLiveness(), everyKeyValueOperationReturns()],
  reaches: [
    sometimes('complete without the dead node', membershipService, ([service]) =>
      Boolean(service?.view.complete && service.view.members.length === 4),
    ),
    sometimes(
      'its ranges have new replicas while it is dead',
      storeNode,
      (stores, nodes) =>
        nodes.some(({ id, up }) => id === 'n4' && !up) && stores.some(({ received }) => received > 0),
    ),
  ],
})
