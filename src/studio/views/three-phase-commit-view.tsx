import { isOpen, type Site, type Standing as SiteStanding } from '../../protocols/three-phase-commit/site.ts'
import type { ProtocolView, ViewedNode } from './protocol-view.ts'
import { TransactionTable } from './transaction-table.tsx'

/** Three-phase commit: how each transaction stands at each site. */
export const threePhaseCommitView: ProtocolView = {
  kinds: ['three-phase-commit'],
  standing(state) {
    const standings = Object.values((state as Site).transactions)
    const open = standings.find(isOpen)
    if (open) return { role: open.round ? 'coordinates' : open.status, epoch: '', strong: true }
    return { role: standings.at(-1)?.status ?? 'idle', epoch: '', strong: false }
  },
  Picture: Transactions,
}

function Transactions({ nodes }: { nodes: readonly ViewedNode[] }) {
  const namesIn = (state: unknown) => Object.keys((state as Site).transactions)
  const standingOf = (state: unknown, name: string) => inWords((state as Site).transactions[name])
  return <TransactionTable nodes={nodes} namesIn={namesIn} standingOf={standingOf} />
}

function inWords(standing: SiteStanding | undefined): [tone: string, text: string] {
  if (standing === undefined) return ['', '']
  if (!isOpen(standing)) return standing.status === 'commit' ? ['good', '✓ commit'] : ['bad', '✗ abort']
  const { status, round, recovered } = standing
  const what = status === 'committable' ? 'pre-committed' : '? voted yes'
  if (round) return ['open', `${what}; waits for ${round.awaits}`]
  return ['open', recovered ? `${what}; recovers` : what]
}
