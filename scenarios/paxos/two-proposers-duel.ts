import {
  cluster,
  everyPaxosNodeDecides,
  ms,
  oneValueChosenByPaxos,
  paxos,
  paxosAgreement,
  paxosValidity,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

export default scenario({
  title: 'Two proposers duel: each outbids the other, until their random back-offs let one finish (§2.4)',
  nodes: cluster(3, paxos({ proposers: ['n1', 'n2'], backOff: [ms(5), ms(40)] })),
  network: { latency: uniform(ms(4), ms(12)) },
  until: seconds(10),
  holds: [
    paxosAgreement,
    paxosValidity(['n1', 'n2']),
    oneValueChosenByPaxos(3),
    everyPaxosNodeDecides({ within: seconds(9) }),
  ],
  reaches: [sometimes('a proposer tries a higher ballot')],
})
