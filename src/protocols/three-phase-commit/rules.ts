import type { NodeId } from '../../node/context.ts'
import type { Decision } from '../../problems/atomic-commit.ts'
import type { Report, Undecided } from './site.ts'

/** The rules of three-phase commit that can be broken. */
export interface ThreePhaseCommitRules {
  /** Whether a coordinator may commit while so many sites have not acknowledged the pre-commit. */
  readonly mayCommit: (missing: number) => boolean
  /** What a coordinator decides when acknowledgements do not come in time. */
  readonly withoutAcks: () => Decision
  /** Whether a participant may abort by itself when its coordinator is silent. */
  readonly mayAbortAlone: (status: Undecided) => boolean
  /** Where a transaction goes when nobody who is up has decided. */
  readonly terminate: (statuses: readonly Undecided[]) => Decision
  /** Whose reports count after all have failed; `null` while somebody must be waited for. */
  readonly lastToFail: (
    recovered: Readonly<Record<NodeId, Report>>,
    processes: readonly NodeId[],
  ) => readonly NodeId[] | null
}

export const rules: ThreePhaseCommitRules = {
  mayCommit: (missing) => missing === 0,
  // Who did not acknowledge has failed; everyone who is up is committable.
  withoutAcks: () => 'commit',
  mayAbortAlone: () => false,
  // TR3 and TR4.
  terminate: (statuses) => (statuses.includes('committable') ? 'commit' : 'abort'),
  /**
   * Either a group that has recovered of which each took exactly that group to be up: they failed after all others, and no
   * two such groups exist. Or all, and then nobody has decided. It would not do to let whoever has recovered terminate as
   * soon as all whom they all took to be up are among them: two of them can have heard of different sites, and differ.
   */
  lastToFail(recovered, processes) {
    const isGroup = (up: readonly NodeId[]) =>
      up.every((id) => recovered[id] !== undefined && sameSites(recovered[id].up, up))
    for (const id of processes) {
      const up = recovered[id]?.up
      if (up !== undefined && isGroup(up)) return up
    }
    return processes.every((id) => recovered[id] !== undefined) ? processes : null
  },
}

/** Both are in the order of coordination. */
function sameSites(some: readonly NodeId[], others: readonly NodeId[]): boolean {
  return some.length === others.length && some.every((id, index) => id === others[index])
}
