import {
  cluster,
  keyValueClient,
  membershipService,
  ms,
  registerWorkload,
  replicationFactorKept,
  scenario,
  seconds,
  storeNode,
  storeSafety,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3', 'n4']

export default scenario({
  title: 'H1: a preference list of virtual nodes puts two replicas of a key on one physical node',
  nodes: {
    membership: membershipService({ members: servers }),
    ...cluster(4, storeNode({ membership: 'membership', bug: 'replicas-share-a-physical-node' })),
    // A key with all its replicas on one node has no write quorum; its clients give up.
    ...cluster(
      3,
      keyValueClient({ servers, giveUpAfter: ms(300), workload: registerWorkload({ keys: 12 }) }),
      'c',
    ),
  },
  until: seconds(4),
  holds: storeSafety.filter((property) => property !== replicationFactorKept),
  violates: [replicationFactorKept],
})
