import { type Standing, usualStanding } from '../model/marks.ts'
import { hashRingView } from './hash-ring-view.tsx'
import { multiPaxosView } from './multi-paxos-view.tsx'
import { paxosView } from './paxos-view.tsx'
import type { ProtocolView } from './protocol-view.ts'
import { raftView } from './raft-view.tsx'
import { twoPhaseCommitView } from './two-phase-commit-view.tsx'

/** The protocols that bring a view of their own. */
export const protocolViews: readonly ProtocolView[] = [
  raftView,
  multiPaxosView,
  paxosView,
  twoPhaseCommitView,
  hashRingView,
]

/** What a node is, by its protocol's view, or else by the usual names of its fields. */
export function standingOf(kind: string, state: unknown): Standing | null {
  const view = protocolViews.find(({ kinds }) => kinds.includes(kind))
  if (!view) return usualStanding(state)
  try {
    return view.standing(state)
  } catch {
    // A protocol of the reader's own may have a kind of the same name, and other states.
    return usualStanding(state)
  }
}
