import {
  acceptor,
  at,
  cluster,
  everyLearnerDecides,
  isolate,
  learner,
  learnersAgree,
  learnersValidity,
  ms,
  oneValueChosenByAcceptors,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const acceptors = ['a1', 'a2', 'a3'] as const
const learners = ['l1', 'l2'] as const
const proposers = ['p1', 'p2'] as const

export default scenario({
  title:
    'A learner that was cut off asks the acceptors what has been chosen (§2.3), each role in a process of its own',
  nodes: {
    ...cluster(2, proposer({ acceptors }), 'p'),
    ...cluster(3, acceptor({ learners }), 'a'),
    ...cluster(2, learner({ acceptors, proposers }), 'l'),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [at(0, isolate('l2'))],
  healAt: seconds(2),
  until: seconds(4),
  holds: [
    learnersAgree,
    learnersValidity(proposers),
    oneValueChosenByAcceptors(3),
    everyLearnerDecides({ within: seconds(1) }),
  ],
})
