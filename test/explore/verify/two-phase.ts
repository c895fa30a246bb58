import {
  cluster,
  resourceManager,
  scenario,
  seconds,
  transactionCommitConsistency,
  transactionManager,
} from 'lightcone'

/** Two-phase commit of Gray & Lamport over messages that are a growing set, as in their TLA+ specification. */
export function twoPhase(managers: number, isSymmetric = false) {
  const resourceManagers = Array.from({ length: managers }, (_, index) => `rm${index + 1}`)
  return scenario({
    title: 'Two-phase commit',
    nodes: {
      ...cluster(managers, resourceManager({ transactionManager: 'tm' }), 'rm'),
      tm: transactionManager({ resourceManagers }),
    },
    until: seconds(1),
    holds: [transactionCommitConsistency],
    // The names are those that `cluster` gives.
    verify: { network: 'set', ...(isSymmetric && { symmetry: [resourceManagers as 'tm'[]] }) },
  })
}
