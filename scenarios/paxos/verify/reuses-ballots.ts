import {
  acceptor,
  cluster,
  crashes,
  ms,
  oneValueChosenByAcceptors,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const bug = 'reuses-ballots'
const acceptors = ['a1', 'a2', 'a3'] as const

export default scenario({
  title: 'P5, small: a proposer that restarts uses its first ballot again, for another value',
  nodes: {
    p1: proposer({ bug, acceptors, values: ['apples', 'pears'], backOff: [ms(10), ms(60)] }),
    // What is chosen can be told from what acceptors have accepted: nobody here has to learn it.
    ...cluster(3, acceptor({ bug, learners: ['p1'] }), 'a'),
  },
  network: { latency: uniform(ms(1), ms(150)) },
  faults: [crashes({ every: ms(30), downFor: [ms(1), ms(2)], nodes: ['p1'], atMost: 6 })],
  until: seconds(1),
  violates: [oneValueChosenByAcceptors(3)],
  verify: { timeouts: { p1: 2 }, crashes: 1, mayCrash: ['p1'], symmetry: [acceptors] },
})
