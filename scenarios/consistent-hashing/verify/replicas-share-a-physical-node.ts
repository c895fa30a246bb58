import {
  cluster,
  membershipService,
  ms,
  replicationFactorKept,
  scenario,
  seconds,
  storeNode,
  uniform,
} from 'lightcone'

const bug = 'replicas-share-a-physical-node'
const members = ['n1', 'n2', 'n3']

export default scenario({
  title: 'H1, small: the first view that a node installs has two replicas of a key on one physical node',
  nodes: {
    membership: membershipService({ members }),
    ...cluster(3, storeNode({ membership: 'membership', virtualNodes: 8, incarnation: 1, bug })),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  until: seconds(1),
  violates: [replicationFactorKept],
  verify: { timeouts: 0, crashes: 1 },
})
