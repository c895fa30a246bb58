import {
  acceptor,
  at,
  cluster,
  crash,
  everyLearnerDecides,
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

const acceptors = ['a1', 'a2', 'a3', 'a4', 'a5'] as const
const learners = ['l1'] as const
const proposers = ['p1', 'p2'] as const

export default scenario({
  title:
    'Two of five acceptors are down for good: any three are a majority, and a value is chosen all the same',
  nodes: {
    ...cluster(2, proposer({ acceptors }), 'p'),
    ...cluster(5, acceptor({ learners }), 'a'),
    ...cluster(1, learner({ acceptors, proposers }), 'l'),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [at(0, crash('a2')), at(ms(30), crash('a4'))],
  until: seconds(5),
  holds: [learnersAgree, learnersValidity(proposers), oneValueChosenByAcceptors(5), everyLearnerDecides()],
})
