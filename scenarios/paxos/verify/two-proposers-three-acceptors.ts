import {
  acceptor,
  cluster,
  ms,
  oneValueChosenByAcceptors,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const acceptors = ['a1', 'a2', 'a3'] as const
// What is chosen can be told from what acceptors have accepted: nobody here has to learn it.
const learners = ['p1', 'p2'] as const

export default scenario({
  title: 'Paxos: two proposers and three acceptors choose one value, in whatever order messages come',
  nodes: {
    ...cluster(2, proposer({ acceptors, backOff: [ms(10), ms(20)] }), 'p'),
    ...cluster(3, acceptor({ learners }), 'a'),
  },
  network: { latency: uniform(ms(1), ms(25)) },
  until: seconds(1),
  holds: [oneValueChosenByAcceptors(3)],
  verify: { timeouts: { p1: 1, p2: 1 }, symmetry: [acceptors] },
})
