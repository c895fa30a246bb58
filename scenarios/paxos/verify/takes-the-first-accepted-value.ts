import {
  type Acceptor,
  acceptor,
  cluster,
  compareBallots,
  ms,
  oneValueChosenByAcceptors,
  percent,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const bug = 'takes-the-first-accepted-value'
const acceptors = ['a1', 'a2', 'a3'] as const
// What is chosen can be told from what acceptors have accepted: nobody here has to learn it.
const learners = ['p1', 'p2'] as const

/** Whether a proposal of that ballot, or of a higher one, was accepted. */
const isReached = (round: number, name: string, ...states: readonly Acceptor[]) =>
  states.some(
    ({ accepted }) => accepted !== null && compareBallots(accepted.ballot, { round, proposer: name }) >= 0,
  )

export default scenario({
  title: 'P3, small: a proposer takes the first accepted value, where another one has been chosen since',
  nodes: {
    ...cluster(2, proposer({ bug, acceptors, backOff: [ms(20), ms(60)] }), 'p'),
    ...cluster(3, acceptor({ bug, learners }), 'a'),
  },
  network: {
    latency: uniform(ms(1), ms(25)),
    loss: percent(20),
    // In runs, a1 mostly hears p1, and soon, and the others p2.
    links: {
      'p1>a2': { loss: percent(50) },
      'p1>a3': { loss: percent(50) },
      'p2>a1': { loss: percent(90) },
      'a1>p1': { latency: uniform(ms(1), ms(3)) },
    },
  },
  until: seconds(3),
  violates: [oneValueChosenByAcceptors(3)],
  verify: {
    network: 'ordered',
    timeouts: { p1: 2, p2: 1 },
    symmetry: [acceptors],
    // Three proposals, each of which begins as the one before has been accepted by somebody.
    within: ({ p1, p2, a1, a2, a3 }) =>
      (p2.round === 0 || isReached(1, 'p1', a1, a2, a3)) && (p1.round < 2 || isReached(1, 'p2', a1, a2, a3)),
  },
})
