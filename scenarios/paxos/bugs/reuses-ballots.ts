import {
  acceptor,
  cluster,
  crash,
  learner,
  learnersAgree,
  learnersValidity,
  ms,
  partition,
  proposer,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const bug = 'reuses-ballots'
const acceptors = ['a1', 'a2', 'a3'] as const
const learners = ['l1', 'l2'] as const
const proposers = ['p1'] as const
const values = ['apples', 'pears', 'plums'] as const

export default scenario({
  title: 'A proposer that restarts uses its first ballot again, for another value',
  nodes: {
    ...cluster(1, proposer({ bug, acceptors, values, backOff: [ms(60), ms(90)] }), 'p'),
    ...cluster(3, acceptor({ bug, learners }), 'a'),
    ...cluster(2, learner({ bug, acceptors, proposers }), 'l'),
  },
  network: {
    latency: uniform(ms(4), ms(10)),
    links: {
      // a1 is near, but its answers come late.
      'p1>a1': { latency: uniform(ms(1), ms(3)) },
      'a1>p1': { latency: uniform(ms(20), ms(40)) },
      // The learners hear of the same votes in another order.
      'a1>l1': { latency: uniform(ms(120), ms(150)) },
      'a3>l1': { latency: uniform(ms(200), ms(300)) },
    },
  },
  // The proposer dies as a1 has accepted its proposal, and what is on its way to a2 and a3 is lost.
  faults: [
    { when: ({ a1 }) => a1.accepted !== null, fault: crash('p1', { lasts: ms(1) }) },
    { when: ({ a1 }) => a1.accepted !== null, fault: partition([['p1'], ['a2', 'a3']], { lasts: ms(20) }) },
  ],
  until: seconds(3),
  holds: [learnersValidity(values)],
  violates: [learnersAgree],
})
