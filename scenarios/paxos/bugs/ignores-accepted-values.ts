import {
  acceptor,
  cluster,
  crashes,
  learner,
  learnersAgree,
  learnersValidity,
  ms,
  oneValueChosenByAcceptors,
  percent,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const bug = 'ignores-accepted-values'
const acceptors = ['a1', 'a2', 'a3'] as const
const learners = ['l1', 'l2'] as const
const proposers = ['p1', 'p2'] as const

export default scenario({
  title: 'A proposer that ignores what has been accepted overrides a chosen value',
  nodes: {
    ...cluster(2, proposer({ bug, acceptors, backOff: [ms(10), ms(40)] }), 'p'),
    ...cluster(3, acceptor({ bug, learners }), 'a'),
    ...cluster(2, learner({ bug, acceptors, proposers }), 'l'),
  },
  network: {
    latency: uniform(ms(1), ms(25)),
    links: {
      // Proposers never hear that a value has been chosen, and go on.
      'l1>p1': { loss: percent(100) },
      'l1>p2': { loss: percent(100) },
      'l2>p1': { loss: percent(100) },
      'l2>p2': { loss: percent(100) },
    },
  },
  // Learners that restart learn anew.
  faults: [crashes({ every: ms(60), downFor: [ms(1), ms(20)], nodes: learners })],
  until: seconds(3),
  holds: [learnersValidity(proposers)],
  violates: [learnersAgree, oneValueChosenByAcceptors(3)],
})
