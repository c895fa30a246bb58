import {
  cluster,
  ms,
  resourceManager,
  scenario,
  seconds,
  sometimes,
  transactionCommitConsistency,
  transactionManager,
  uniform,
} from 'lightcone'

export default scenario({
  title: 'Two-phase commit: nobody aborts where another commits, whenever anyone loses patience',
  nodes: {
    ...cluster(3, resourceManager({ transactionManager: 'tm' }), 'rm'),
    tm: transactionManager({ resourceManagers: ['rm1', 'rm2', 'rm3'] }),
  },
  network: { latency: uniform(ms(1), ms(20)) },
  until: seconds(1),
  holds: [transactionCommitConsistency],
  reaches: [
    sometimes('all have committed', resourceManager, (managers) =>
      managers.every(({ state }) => state === 'committed'),
    ),
    sometimes('all have aborted', resourceManager, (managers) =>
      managers.every(({ state }) => state === 'aborted'),
    ),
  ],
  // As in the TLA+ specification of Gray & Lamport, messages are a set that only grows.
  verify: { network: 'set' },
})
