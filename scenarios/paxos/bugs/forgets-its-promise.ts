import {
  cluster,
  crashes,
  ms,
  oneValueChosenByPaxos,
  paxos,
  paxosAgreement,
  paxosValidity,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

export default scenario({
  title: 'A promise forgotten in a crash: an acceptor accepts what it promised to refuse',
  nodes: cluster(3, paxos({ bug: 'forgets-its-promise', backOff: [ms(5), ms(40)] })),
  network: { latency: uniform(ms(1), ms(25)) },
  faults: [crashes({ every: ms(15), downFor: [ms(1), ms(5)], atMost: 3 })],
  until: seconds(3),
  holds: [paxosValidity(['n1', 'n2', 'n3'])],
  violates: [paxosAgreement, oneValueChosenByPaxos(3)],
})
