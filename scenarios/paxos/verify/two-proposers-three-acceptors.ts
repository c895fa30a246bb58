import {
  acceptor,
  cluster,
  learner,
  ms,
  oneValueChosenByAcceptors,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const acceptors = ['a1', 'a2', 'a3'] as const
const proposers = ['p1', 'p2'] as const
const learners = ['l1'] as const

export default scenario({
  title: 'Paxos: two proposers and three acceptors choose one value, in whatever order messages come',
  nodes: {
    ...cluster(2, proposer({ acceptors, backOff: [ms(10), ms(20)] }), 'p'),
    ...cluster(3, acceptor({ learners }), 'a'),
    l1: learner({ acceptors, proposers }),
  },
  network: { latency: uniform(ms(1), ms(25)) },
  until: seconds(1),
  holds: [oneValueChosenByAcceptors(3)],
  verify: { timeouts: { p1: 1, p2: 1 }, symmetry: [acceptors] },
})
