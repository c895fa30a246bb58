import type { Ballot } from '../../protocols/paxos/ballot.ts'
import type { MultiPaxosNode } from '../../protocols/paxos/multi/state.ts'
import { shortJson } from '../../trace/short-json.ts'
import { usualStanding } from '../model/marks.ts'
import { LogBoxes } from './log-boxes.tsx'
import type { ProtocolView, ViewedNode } from './protocol-view.ts'

/** Multi-Paxos: each replica's slots, by the ballot in which they were accepted; the chosen ones filled. */
export const multiPaxosView: ProtocolView = {
  kinds: ['multi-paxos'],
  standing(state) {
    const role = usualStanding(state)
    const { promised } = state as MultiPaxosNode
    return role && { ...role, epoch: promised === null ? '' : String(promised.round) }
  },
  Picture: Slots,
}

function Slots({ nodes }: { nodes: readonly ViewedNode[] }) {
  return (
    <LogBoxes
      rows={nodes.map(({ id, up, state }) => {
        const { promised, accepted, chosen, snapshot, role } = state as MultiPaxosNode
        const first = snapshot.slot + 1
        const slots = [...Object.keys(accepted), ...Object.keys(chosen)].map(Number)
        const last = Math.max(snapshot.slot, ...slots)
        return {
          id,
          up,
          note: `${role.type}${promised === null ? '' : `, promised ${ballotInWords(promised)}`}`,
          first,
          boxes: Array.from({ length: last - first + 1 }, (_, place) => {
            const slot = first + place
            const value = chosen[slot] ?? accepted[slot]?.value
            if (value === undefined) return null
            const ballot = accepted[slot]?.ballot
            const isSettled = chosen[slot] !== undefined
            return {
              text: ballot && !isSettled ? String(ballot.round) : '✓',
              epoch: ballot ? String(ballot.round) : '0',
              isSettled,
              title: `slot ${slot}, ${isSettled ? 'chosen' : `accepted in ${ballotInWords(ballot!)}`}: ${shortJson(value, 120)}`,
            }
          }),
        }
      })}
      explanation="A box is a slot: accepted in a ballot, or (filled) known to be chosen."
    />
  )
}

export function ballotInWords({ round, proposer }: Ballot): string {
  return `${round}.${proposer}`
}
