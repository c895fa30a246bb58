import {
  constant,
  everyPaxosNodeDecides,
  ms,
  oneValueChosenByPaxos,
  paxos,
  paxosAgreement,
  scenario,
  seconds,
} from 'lightcone'

export default scenario({
  title: 'Two proposers in step never decide: without random back-off Paxos is safe, but may not end (§2.4)',
  nodes: {
    n1: paxos({ proposers: ['n1', 'n2'], backOff: [ms(30), ms(30)] }),
    n2: paxos({ proposers: ['n1', 'n2'], backOff: [ms(30), ms(30)] }),
    n3: paxos({ proposers: ['n1', 'n2'] }),
  },
  // A round trip of 24 ms: each prepares anew between the other's two phases.
  network: {
    latency: constant(ms(12)),
    links: { 'n2>n1': { latency: constant(ms(20)) }, 'n2>n3': { latency: constant(ms(20)) } },
  },
  until: seconds(5),
  holds: [paxosAgreement, oneValueChosenByPaxos(3)],
  violates: [everyPaxosNodeDecides()],
})
