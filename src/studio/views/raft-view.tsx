import type { Server } from '../../protocols/raft/state.ts'
import { shortJson } from '../../trace/short-json.ts'
import { usualStanding } from '../model/marks.ts'
import { LogBoxes } from './log-boxes.tsx'
import type { ProtocolView, ViewedNode } from './protocol-view.ts'

/** Raft: each server's log as boxes by term, the committed part filled. */
export const raftView: ProtocolView = { kinds: ['raft'], standing: usualStanding, Picture: RaftLogs }

function RaftLogs({ nodes }: { nodes: readonly ViewedNode[] }) {
  return (
    <LogBoxes
      rows={nodes.map(({ id, up, state }) => {
        const { log, snapshot, commitIndex, currentTerm, votedFor, role } = state as Server
        return {
          id,
          up,
          note: `term ${currentTerm}${votedFor === null ? '' : `, voted for ${votedFor}`}${votesOf(role)}`,
          first: snapshot.lastIndex + 1,
          boxes: log.map((entry, place) => {
            const index = snapshot.lastIndex + 1 + place
            return {
              text: String(entry.term),
              epoch: String(entry.term),
              isSettled: index <= commitIndex,
              title: `index ${index}, term ${entry.term}: ${shortJson(entry, 120)}${index <= commitIndex ? ', committed' : ''}`,
            }
          }),
        }
      })}
      explanation="A box is an entry, by its term; the committed ones are filled."
    />
  )
}

function votesOf(role: Server['role']): string {
  return role.type === 'candidate' || role.type === 'preCandidate'
    ? `, has votes of ${role.votes.join(' ')}`
    : ''
}
