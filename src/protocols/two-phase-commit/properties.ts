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
import { coordinatorProcess } from './coordinator.ts'
import { type Participant, participantProcess } from './participant.ts'

const processes = [coordinatorProcess, participantProcess]

/** The properties of atomic commitment (Bernstein, Hadzilacos & Goodman 1987, §7.3), for two-phase commit. */
export const twoPhaseCommitProperties = {
  agreement: commitAgreement(processes),
  noReversal: noReversal(processes),
  commitOnlyIfAllVotedYes: commitOnlyIfAllVotedYes(processes),
  /** Only for scenarios without failures. */
  commitIfAllVotedYes: commitIfAllVotedYes(processes),
  /** Within so many µs; 2 s unless told. */
  allDecideAfterRepair: (within: Micros = seconds(2)): Property =>
    allDecideAfterRepair(processes, { within }),
  /** Within so many µs; 2 s unless told. Two-phase commit does not have it. */
  nonBlocking: (within: Micros = seconds(2)): Property => nonBlocking(processes, { within }),
  /** Of participants that guard a ledger. */
  moneyConserved: moneyConserved(processes, balancesOf),
}

function balancesOf({ state }: NodeView): Balances | null {
  const { database } = state as Partial<Participant>
  return database === undefined ? null : (database as Balances)
}
