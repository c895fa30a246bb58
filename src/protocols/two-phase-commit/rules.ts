import type { CommitStep } from '../../problems/atomic-commit.ts'
import type { CoordinatorRecord } from './coordinator.ts'
import { type DtLog, force } from './log.ts'

/** The rules of two-phase commit that can be broken. */
export interface TwoPhaseCommitRules {
  /** The decision to commit is on stable storage before it is sent. */
  readonly logCommit: (site: DtLog<CoordinatorRecord>, record: CoordinatorRecord) => void
  /** A yes vote is on stable storage before it is sent. */
  readonly logYes: (site: DtLog<CommitStep>, record: CommitStep) => void
  /** Who has voted yes may decide on its own. */
  readonly mayAbortAlone: () => boolean
}

export const rules: TwoPhaseCommitRules = {
  logCommit: force,
  logYes: force,
  mayAbortAlone: () => false,
}
