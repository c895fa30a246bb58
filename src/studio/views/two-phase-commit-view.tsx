import type { Coordinator } from '../../protocols/two-phase-commit/coordinator.ts'
import type { Participant } from '../../protocols/two-phase-commit/participant.ts'
import type { Standing } from '../model/marks.ts'
import type { ProtocolView, ViewedNode } from './protocol-view.ts'
import { TransactionTable } from './transaction-table.tsx'

/** Two-phase commit: how each transaction stands at each site. */
export const twoPhaseCommitView: ProtocolView = {
  kinds: ['coordinator', 'participant'],
  standing(state): Standing | null {
    if (isCoordinator(state)) {
      const [voting, committed] = [Object.keys(state.voting).length, Object.keys(state.committed).length]
      if (voting > 0) return { role: 'voting', epoch: '', strong: true }
      return { role: committed > 0 ? 'committing' : 'idle', epoch: '', strong: committed > 0 }
    }
    const standings = Object.values((state as Participant).transactions)
    const uncertain = standings.filter(({ status }) => status === 'uncertain').length
    if (uncertain > 0) return { role: 'uncertain', epoch: '', strong: true }
    return { role: standings.at(-1)?.status ?? 'idle', epoch: '', strong: false }
  },
  Picture: Transactions,
}

function Transactions({ nodes }: { nodes: readonly ViewedNode[] }) {
  return <TransactionTable nodes={nodes} namesIn={namesIn} standingOf={standingOf} />
}

function isCoordinator(state: unknown): state is Coordinator {
  return typeof state === 'object' && state !== null && 'voting' in state
}

function namesIn(state: unknown): string[] {
  if (!isCoordinator(state)) return Object.keys((state as Participant).transactions)
  const logged = [...state.log, ...state.tail].map(({ transaction }) => transaction)
  return [...logged, ...Object.keys(state.voting), ...Object.keys(state.committed)]
}

/** How a transaction stands at a site: its tone, and in words. */
function standingOf(state: unknown, transaction: string): [tone: string, text: string] {
  if (isCoordinator(state)) {
    const voting = state.voting[transaction]
    if (voting) return ['open', `${voting.yes.length} of ${voting.participants.length} voted yes`]
    const missing = state.committed[transaction]
    if (missing) return ['good', `commit; waits for ${missing.join(' ')}`]
    const last = [...state.log, ...state.tail].findLast((record) => record.transaction === transaction)
    if (last === undefined) return ['', '']
    return last.type === 'abort' ? ['bad', '✗ abort'] : ['good', '✓ commit, done']
  }
  const standing = (state as Participant).transactions[transaction]
  if (standing === undefined) return ['', '']
  if (standing.status === 'uncertain') return ['open', '? voted yes']
  return standing.status === 'commit' ? ['good', '✓ commit'] : ['bad', '✗ abort']
}
