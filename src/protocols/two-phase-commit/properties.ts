import type { NodeView } from '../../checkers/property.ts'
import { atomicCommitProperties } from '../../problems/atomic-commit-properties.ts'
import type { Balances } from '../../problems/machines/bank.ts'
import { coordinatorProcess } from './coordinator.ts'
import { type Participant, participantProcess } from './participant.ts'

/**
 * The properties of atomic commitment (Bernstein, Hadzilacos & Goodman 1987, §7.3), for two-phase commit; it has all of
 * them but `nonBlocking`.
 */
export const twoPhaseCommitProperties = atomicCommitProperties(
  [coordinatorProcess, participantProcess],
  balancesOf,
)

function balancesOf({ state }: NodeView): Balances | null {
  const { database } = state as Partial<Participant>
  return database === undefined ? null : (database as Balances)
}
