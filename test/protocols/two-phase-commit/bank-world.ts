import { chaos } from '../../../src/faults/generators/chaos.ts'
import { percent } from '../../../src/kernel/probability.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { cluster } from '../../../src/node/definition.ts'
import { ledger } from '../../../src/problems/ledger.ts'
import type { TwoPhaseCommitBug } from '../../../src/protocols/two-phase-commit/bugs.ts'
import { coordinator } from '../../../src/protocols/two-phase-commit/coordinator.ts'
import { participant } from '../../../src/protocols/two-phase-commit/participant.ts'
import { twoPhaseCommitProperties as properties } from '../../../src/protocols/two-phase-commit/properties.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { transactionClient } from '../../../src/workloads/transaction-client.ts'
import { transfers } from '../../../src/workloads/transactions.ts'

/** Transfers between three banks by two coordinators, with everything going wrong until it heals after 4 s. */
export function bankWorld(bug?: TwoPhaseCommitBug) {
  const options = bug === undefined ? {} : { bug }
  const bank = (name: string) =>
    participant({ resource: ledger({ [`${name}1`]: 50, [`${name}2`]: 50 }), ...options })
  const workload = transfers({ north: ['n1', 'n2'], south: ['s1', 's2'], west: ['w1', 'w2'] })
  return scenario({
    title: 'Bank transfers under chaos',
    nodes: {
      ...cluster(2, coordinator(options), 'c'),
      north: bank('n'),
      south: bank('s'),
      west: bank('w'),
      ...cluster(3, transactionClient({ coordinators: ['c1', 'c2'], workload, operations: 25 }), 'client'),
    },
    network: { duplication: percent(2), loss: percent(1) },
    faults: [chaos({ atMost: 3, every: ms(500), lastFor: [ms(1), seconds(1)] })],
    healAt: seconds(4),
    until: seconds(40),
    holds: [
      properties.agreement,
      properties.noReversal,
      properties.commitOnlyIfAllVotedYes,
      properties.moneyConserved,
      properties.allDecideAfterRepair(),
    ],
  })
}
