import type { NodeView, Property } from '../../checkers/property.ts'
import { type Micros, seconds } from '../../kernel/time.ts'
import {
  commitAgreement,
  commitIfAllVotedYes,
  commitOnlyIfAllVotedYes,
  noReversal,
} from '../../problems/atomic-commit.ts'
import { allDecideAfterRepair, nonBlocking } from '../../problems/commit-progress.ts'
import { moneyConserved } from '../../problems/ledger.ts'
import type { Balances } from '../../problems/machines/bank.ts'
import type { Site } from './site.ts'
import { siteProcess } from './three-phase-commit.ts'

const processes = [siteProcess]

/** The properties of atomic commitment (Bernstein, Hadzilacos & Goodman 1987, §7.3), for three-phase commit. */
export const threePhaseCommitProperties = {
  agreement: commitAgreement(processes),
  noReversal: noReversal(processes),
  commitOnlyIfAllVotedYes: commitOnlyIfAllVotedYes(processes),
  /** Only for scenarios without failures. */
  commitIfAllVotedYes: commitIfAllVotedYes(processes),
  /** Within so many µs; 2 s unless told. */
  allDecideAfterRepair: (within: Micros = seconds(2)): Property =>
    allDecideAfterRepair(processes, { within }),
  /** Within so many µs; 2 s unless told. Three-phase commit has it unless all sites fail. */
  nonBlocking: (within: Micros = seconds(2)): Property => nonBlocking(processes, { within }),
  /** Of sites that guard a ledger. */
  moneyConserved: moneyConserved(processes, balancesOf),
}

function balancesOf({ state }: NodeView): Balances | null {
  const { database } = state as Partial<Site>
  return database === undefined ? null : (database as Balances | null)
}
