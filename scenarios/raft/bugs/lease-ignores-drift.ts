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
const rounds = [1, 2, 3, 4, 5]

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
      operations: 100,
      thinkTime: [0, ms(5)],
      timeout: ms(10),
    }),
    reader: logClient({
      servers,
      workload: reading,
      operations: 500,
      thinkTime: [0, ms(2)],
      timeout: ms(50),
    }),
    // The server with the slow clock is made leader again and again, and cut off.
    administrator: raftAdministrator({
      servers,
      steps: rounds.map((round) => ({
        at: seconds(round),
        request: { type: 'transferLeadership', to: 'n1' },
      })),
    }),
  },
  clocks: { n1: { drift: -percent(30) }, n2: { drift: percent(30) }, n3: { drift: percent(30) } },
  network: { latency: uniform(ms(1), ms(3)) },
  faults: rounds.map((round) =>
    at(seconds(round) + ms(500), partition([['n1'], ['n2', 'n3']], { lasts: ms(400) })),
  ),
  healAt: seconds(8),
  until: seconds(12),
  holds: [...raftSafety, everyOperationReturns()],
  violates: [linearizable(keyValueModel())],
})
