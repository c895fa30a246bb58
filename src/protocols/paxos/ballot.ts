import type { NodeId } from '../../node/context.ts'

/**
 * The number of a proposal. Different proposers choose theirs from disjoint sets (Lamport 2001, §2.2, §2.5): the
 * proposer's name is a part of it.
 */
export interface Ballot {
  readonly round: number
  readonly proposer: NodeId
}

/** Below 0, 0 or above it, as `a` is less than, equal to or greater than `b`; less than any ballot is `null`. */
export function compareBallots(a: Ballot | null, b: Ballot | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1
  if (a.round !== b.round) return a.round - b.round
  return a.proposer === b.proposer ? 0 : a.proposer < b.proposer ? -1 : 1
}

/** A ballot as people write it: `3.n1`. */
export function ballotText({ round, proposer }: Ballot): string {
  return `${round}.${proposer}`
}
