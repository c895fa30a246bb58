import {
  cluster,
  keyValueModel,
  keyValueWorkload,
  linearizable,
  logClient,
  ms,
  percent,
  raft,
  raftSafety,
  scenario,
  seconds,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const workload = keyValueWorkload({ keys: 1 })

export default scenario({
  title: 'No sessions: a command whose answer is lost takes effect twice when it is retried',
  nodes: {
    ...cluster(3, raft({ bug: 'no-sessions' })),
    c1: logClient({ servers, workload, operations: 10 }),
    c2: logClient({ servers, workload, operations: 10 }),
  },
  network: { latency: uniform(ms(1), ms(10)), loss: percent(10) },
  until: seconds(15),
  holds: raftSafety,
  violates: [linearizable(keyValueModel())],
})
