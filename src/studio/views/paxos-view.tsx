import type { Acceptor } from '../../protocols/paxos/acceptor.ts'
import type { Learner } from '../../protocols/paxos/learner.ts'
import type { Proposer } from '../../protocols/paxos/proposer.ts'
import { shortJson } from '../../trace/short-json.ts'
import type { Standing } from '../model/marks.ts'
import { ballotInWords } from './multi-paxos-view.tsx'
import type { ProtocolView, ViewedNode } from './protocol-view.ts'

type AnyRole = Partial<Proposer & Acceptor & Learner>

/** Single-decree Paxos: what each node proposes, has promised, accepted and learned. */
export const paxosView: ProtocolView = {
  kinds: ['paxos', 'proposer', 'acceptor', 'learner'],
  standing(state): Standing | null {
    const { attempt, promised, accepted, decided } = state as AnyRole
    if (decided !== undefined && decided !== null)
      return { role: `decided ${decided}`, epoch: '', strong: true }
    if (attempt)
      return {
        role: attempt.promises === null ? 'proposes' : 'prepares',
        epoch: ballotInWords(attempt.ballot),
        strong: true,
      }
    if (accepted) return { role: 'accepted', epoch: ballotInWords(accepted.ballot), strong: false }
    if (promised) return { role: 'promised', epoch: ballotInWords(promised), strong: false }
    return { role: 'idle', epoch: '', strong: false }
  },
  Picture: Ballots,
}

function Ballots({ nodes }: { nodes: readonly ViewedNode[] }) {
  return (
    <table class="grid">
      <thead>
        <tr>
          <th scope="col">Node</th>
          <th scope="col">proposes</th>
          <th scope="col">promised</th>
          <th scope="col">accepted</th>
          <th scope="col">learned</th>
        </tr>
      </thead>
      <tbody>
        {nodes.map(({ id, up, state }) => {
          const { attempt, promised, accepted, decided } = state as AnyRole
          return (
            <tr key={id} class={up ? '' : 'down'}>
              <th scope="row">{id}</th>
              <td>
                {attempt &&
                  `${ballotInWords(attempt.ballot)}, ${attempt.promises ? `${attempt.promises.length} promises` : 'phase 2'}`}
              </td>
              <td>{promised && ballotInWords(promised)}</td>
              <td>{accepted && `${ballotInWords(accepted.ballot)}: ${shortJson(accepted.value, 20)}`}</td>
              <td>
                <b>{decided}</b>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
