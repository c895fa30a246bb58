import {
  cluster,
  crashes,
  electionSafety,
  leaderAppendOnly,
  leaderCompleteness,
  logClient,
  logMatching,
  ms,
  partitions,
  raft,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const

export default scenario({
  title: 'Acknowledged before it is durable: a crash takes a committed entry from the majority that had it',
  nodes: {
    ...cluster(3, raft({ bug: 'acknowledges-before-durable' })),
    client: logClient({ servers, operations: 20 }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    crashes({ every: ms(400), downFor: [ms(1), ms(100)] }),
    partitions({ every: seconds(1), lastFor: [ms(200), ms(800)], shapes: ['minority'] }),
  ],
  healAt: seconds(8),
  until: seconds(10),
  holds: [electionSafety, leaderAppendOnly, logMatching],
  violates: [leaderCompleteness],
})
