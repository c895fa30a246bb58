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

const bug = 'ignores-accepted-values'
const acceptors = ['a1', 'a2', 'a3'] as const
// What is chosen can be told from what acceptors have accepted: nobody here has to learn it.
const learners = ['p1', 'p2'] as const

export default scenario({
  title: 'P3, small: a proposer overrides the value that is chosen already',
  nodes: {
    ...cluster(2, proposer({ bug, acceptors, backOff: [ms(10), ms(40)] }), 'p'),
    ...cluster(3, acceptor({ bug, learners }), 'a'),
  },
  network: { latency: uniform(ms(1), ms(25)) },
  until: seconds(1),
  violates: [oneValueChosenByAcceptors(3)],
  verify: { timeouts: { p1: 1, p2: 1 }, symmetry: [acceptors] },
})
