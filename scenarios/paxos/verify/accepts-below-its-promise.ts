import {
  acceptor,
  cluster,
  learner,
  ms,
  oneValueChosenByAcceptors,
  percent,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const bug = 'accepts-below-its-promise'
const acceptors = ['a1', 'a2', 'a3'] as const
const proposers = ['p1', 'p2'] as const
const learners = ['l1'] as const

export default scenario({
  title: 'P4, small: an acceptor accepts below its promise, and two values are chosen',
  nodes: {
    ...cluster(2, proposer({ bug, acceptors, backOff: [ms(10), ms(40)] }), 'p'),
    ...cluster(3, acceptor({ bug, learners }), 'a'),
    l1: learner({ bug, acceptors, proposers }),
  },
  network: {
    latency: uniform(ms(1), ms(25)),
    links: {
      // Proposers never hear that a value has been chosen, and go on.
      'l1>p1': { loss: percent(100) },
      'l1>p2': { loss: percent(100) },
    },
  },
  until: seconds(1),
  violates: [oneValueChosenByAcceptors(3)],
  verify: { timeouts: { p1: 1, p2: 1 }, symmetry: [acceptors] },
})
