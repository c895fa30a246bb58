import type { NodeView } from '../../checkers/property.ts'
import { atomicCommitProperties } from '../../problems/atomic-commit-properties.ts'
import type { Balances } from '../../problems/machines/bank.ts'
import type { Site } from './site.ts'
import { siteProcess } from './three-phase-commit.ts'

/**
 * The properties of atomic commitment (Bernstein, Hadzilacos & Goodman 1987, §7.3), for three-phase commit; it has
 * `nonBlocking`, too, unless all sites fail.
 */
export const threePhaseCommitProperties = atomicCommitProperties([siteProcess], balancesOf)

function balancesOf({ state }: NodeView): Balances | null {
  const { database } = state as Partial<Site>
  return database === undefined ? null : (database as Balances | null)
}
