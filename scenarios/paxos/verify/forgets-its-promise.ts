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

const bug = 'forgets-its-promise'
const acceptors = ['a1', 'a2', 'a3'] as const
// What is chosen can be told from what acceptors have accepted: nobody here has to learn it.
const learners = ['p1', 'p2'] as const

export default scenario({
  title: 'P1, small: a crash makes an acceptor accept what it had promised to refuse',
  nodes: {
    ...cluster(2, proposer({ bug, acceptors, backOff: [ms(10), ms(40)] }), 'p'),
    ...cluster(3, acceptor({ bug, learners }), 'a'),
  },
  network: { latency: uniform(ms(1), ms(25)) },
  faults: [crashes({ every: ms(8), downFor: [ms(1), ms(5)], nodes: acceptors, atMost: 3 })],
  until: seconds(1),
  violates: [oneValueChosenByAcceptors(3)],
  verify: { timeouts: { p1: 1, p2: 1 }, crashes: 1, mayCrash: ['a2'], symmetry: [['a1', 'a3']] },
})
