import {
  at,
  cluster,
  everyOperationReturns,
  keyValueModel,
  keyValueWorkload,
  linearizable,
  logClient,
  ms,
  partition,
  percent,
  raft,
  raftAdministrator,
  raftSafety,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const workload = keyValueWorkload({ keys: 1 })
const reading = { ...workload, next: () => ({ f: 'read', key: 'k1' }) }

export default scenario({
  title: 'A lease that ignores drift: a slow clock lets a replaced leader believe that it still leads',
  nodes: {
    ...cluster(
      3,
      raft({
        bug: 'lease-ignores-drift',
        reads: 'lease',
        driftBound: percent(30),
        electionTimeout: [ms(150), ms(160)],
        heartbeat: ms(10),
      }),
    ),
    writer: logClient({
      servers: ['n2', 'n3'],
      workload,
      operations: 40,
      thinkTime: [0, ms(20)],
      timeout: ms(10),
    }),
    reader: logClient({
      servers,
      workload: reading,
      operations: 150,
      thinkTime: [0, ms(5)],
      timeout: ms(50),
    }),
    // The server with the slow clock is made leader, and cut off from the others.
    administrator: raftAdministrator({
      servers,
      steps: [{ at: ms(400), request: { type: 'transferLeadership', to: 'n1' } }],
    }),
  },
  clocks: { n1: { drift: -percent(30) }, n2: { drift: percent(30) }, n3: { drift: percent(30) } },
  network: { latency: uniform(ms(1), ms(3)) },
  faults: [at(ms(500), partition([['n1'], ['n2', 'n3']], { lasts: ms(300) }))],
  healAt: seconds(1),
  until: seconds(2),
  holds: [...raftSafety, everyOperationReturns()],
  violates: [linearizable(keyValueModel())],
})
