import {
  alwaysStep,
  at,
  everyOperationReturns,
  isolate,
  keyValueModel,
  linearizable,
  logClient,
  ms,
  partitionOneWay,
  raft,
  raftSafety,
  scenario,
  seconds,
  sometimes,
  uniform,
} from 'lightcone'

const servers = ['n1', 'n2', 'n3'] as const
const server = raft({ checkQuorum: false, electionTimeout: [ms(300), ms(400)] })

/** What pre-vote is for: a leader with a majority is never deposed by one who comes back. */
const nobodyIsDeposed = alwaysStep(
  'nobody is deposed',
  server,
  ({ role }) => role.type === 'leader',
  (led, leads, { id }) => !led || leads || `${id} had to step down`,
)

export default scenario({
  title:
    'Pre-vote: a server that was cut off comes back without a higher term, and its leader goes on leading',
  nodes: {
    // n1 is elected first, as it waits least.
    n1: raft({ checkQuorum: false, electionTimeout: [ms(100), ms(150)] }),
    n2: server,
    n3: server,
    client: logClient({ servers, operations: 30 }),
  },
  network: { latency: uniform(ms(1), ms(10)) },
  faults: [
    at(seconds(1), isolate('n3', { lasts: seconds(2) })),
    // Then it is heard, and hears nobody.
    at(seconds(3), partitionOneWay(['n1', 'n2'], ['n3'], { lasts: seconds(1) })),
  ],
  healAt: seconds(5),
  until: seconds(8),
  holds: [...raftSafety, nobodyIsDeposed, linearizable(keyValueModel()), everyOperationReturns()],
  reaches: [sometimes('a pre-vote is refused')],
})
