import type { NodeView, Property } from '../checkers/property.ts'
import { type Micros, seconds } from '../kernel/time.ts'
import {
  type CommitProcess,
  commitAgreement,
  commitIfAllVotedYes,
  commitOnlyIfAllVotedYes,
  noReversal,
} from './atomic-commit.ts'
import { allDecideAfterRepair, nonBlocking } from './commit-progress.ts'
import { moneyConserved } from './ledger.ts'
import type { Balances } from './machines/bank.ts'

/**
 * The properties of atomic commitment (Bernstein, Hadzilacos & Goodman 1987, §7.3) for a protocol, by the processes
 * that take part in it.
 * @param balancesOf what a node that guards a ledger has in it; `null` of others
 */
export function atomicCommitProperties(
  processes: readonly CommitProcess[],
  balancesOf: (node: NodeView) => Balances | null,
) {
  return {
    agreement: commitAgreement(processes),
    noReversal: noReversal(processes),
    commitOnlyIfAllVotedYes: commitOnlyIfAllVotedYes(processes),
    /** Only for scenarios without failures. */
    commitIfAllVotedYes: commitIfAllVotedYes(processes),
    /** Within so many µs; 2 s unless told. */
    allDecideAfterRepair: (within: Micros = seconds(2)): Property =>
      allDecideAfterRepair(processes, { within }),
    /** Within so many µs; 2 s unless told. */
    nonBlocking: (within: Micros = seconds(2)): Property => nonBlocking(processes, { within }),
    /** Of nodes that guard a ledger. */
    moneyConserved: moneyConserved(processes, balancesOf),
  }
}
