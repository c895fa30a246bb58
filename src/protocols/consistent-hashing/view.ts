import type { NodeId } from '../../node/context.ts'
import type { Member } from './placement/placement.ts'

/**
 * A numbered membership of the store, handed out by the membership service. It begins incomplete: what changes hands
 * is still on its way from the replicas of the membership before it. It is complete when all has arrived.
 */
export interface View {
  /** Counts views from 1; 0 before the first. */
  readonly number: number
  /** In the order in which they joined. */
  readonly members: readonly Member[]
  /** The members of the last complete view before this one. */
  readonly base: readonly Member[]
  /** Members that lost their disk and get all of their data anew in this view. */
  readonly rebuilding: readonly NodeId[]
  readonly complete: boolean
}

/** Whether `a` is a later view than `b`, or the same one but complete. */
export function isNewer(a: Pick<View, 'number' | 'complete'>, b: Pick<View, 'number' | 'complete'>): boolean {
  return a.number > b.number || (a.number === b.number && a.complete && !b.complete)
}

export function isMember(members: readonly Member[], node: NodeId): boolean {
  return members.some(({ id }) => id === node)
}

/** The nodes that a view concerns: its members, and until it is complete those of its base. */
export function concernedBy(view: View): readonly NodeId[] {
  const members = view.complete ? view.members : [...view.members, ...view.base]
  return [...new Set(members.map(({ id }) => id))]
}
