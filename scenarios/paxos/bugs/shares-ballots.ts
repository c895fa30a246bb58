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
  title: 'Two proposers use one ballot: acceptors accept two values in it',
  nodes: cluster(3, paxos({ bug: 'shares-ballots', backOff: [ms(5), ms(40)] })),
  network: { latency: uniform(ms(1), ms(25)) },
  until: seconds(3),
  holds: [paxosValidity(['n1', 'n2', 'n3'])],
  violates: [paxosAgreement, oneValueChosenByPaxos(3)],
})
