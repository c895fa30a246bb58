import {
  cluster,
  crashes,
  everyPaxosNodeDecides,
  ms,
  oneValueChosenByPaxos,
  paxos,
  paxosAgreement,
  paxosValidity,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const nodes = ['n1', 'n2', 'n3'] as const

export default scenario({
  title: 'Acceptors restart again and again, and remember what they promised and accepted (§2.5)',
  nodes: cluster(3, paxos({ backOff: [ms(10), ms(60)] })),
  network: { latency: uniform(ms(1), ms(15)) },
  faults: [crashes({ every: ms(40), downFor: [ms(1), ms(20)], atMost: 3 })],
  healAt: seconds(2),
  until: seconds(6),
  holds: [paxosAgreement, paxosValidity(nodes), oneValueChosenByPaxos(3), everyPaxosNodeDecides()],
})
