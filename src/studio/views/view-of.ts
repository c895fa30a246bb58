import type { RecordedNode } from '../../explore/recording/recording.ts'
import { type Standing, standingByFields, usualStanding } from '../model/marks.ts'
import { hashRingView } from './hash-ring-view.tsx'
import { multiPaxosView } from './multi-paxos-view.tsx'
import { paxosView } from './paxos-view.tsx'
import type { ProtocolView } from './protocol-view.ts'
import { raftView } from './raft-view.tsx'
import { threePhaseCommitView } from './three-phase-commit-view.tsx'
import { twoPhaseCommitView } from './two-phase-commit-view.tsx'

/** The protocols that bring a view of their own. */
export const protocolViews: readonly ProtocolView[] = [
  raftView,
  multiPaxosView,
  paxosView,
  twoPhaseCommitView,
  threePhaseCommitView,
  hashRingView,
]

/** What a node is, by the fields that its protocol names, its view, or else by the usual names of its fields. */
export function standingOf({ kind, lane }: RecordedNode, state: unknown): Standing | null {
  if (lane) return standingByFields(lane, state)
  const view = protocolViews.find(({ kinds }) => kinds.includes(kind))
  if (!view) return usualStanding(state)
  try {
    return view.standing(state)
  } catch {
    // A protocol of the reader's own may have a kind of the same name, and other states.
    return usualStanding(state)
  }
}
