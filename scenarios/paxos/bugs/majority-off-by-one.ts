import {
  cluster,
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
  title: 'A majority that is none: one acceptor of three decides alone',
  nodes: cluster(3, paxos({ bug: 'majority-off-by-one', backOff: [ms(5), ms(40)] })),
  network: { latency: uniform(ms(1), ms(25)) },
  until: seconds(3),
  holds: [paxosValidity(['n1', 'n2', 'n3'])],
  violates: [paxosAgreement, oneValueChosenByPaxos(3)],
})
