import {
  chaos,
  cluster,
  everyPaxosNodeDecides,
  ms,
  oneValueChosenByPaxos,
  paxos,
  paxosAgreement,
  paxosValidity,
  percent,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

export default scenario({
  title:
    'Five nodes agree under crashes, partitions, clogs, loss and duplication, and decide once it is over',
  nodes: cluster(5, paxos()),
  network: { latency: uniform(ms(1), ms(20)), loss: percent(3), duplication: percent(3) },
  faults: [chaos({ include: ['clockJump', 'clockDrift'], every: ms(300), lastFor: [ms(5), ms(500)] })],
  healAt: seconds(3),
  until: seconds(8),
  holds: [
    paxosAgreement,
    paxosValidity(['n1', 'n2', 'n3', 'n4', 'n5']),
    oneValueChosenByPaxos(5),
    everyPaxosNodeDecides({ within: seconds(4) }),
  ],
  reaches: [
    sometimes('a proposer tries a higher ballot'),
    sometimes('a proposer takes over an accepted value'),
  ],
})
