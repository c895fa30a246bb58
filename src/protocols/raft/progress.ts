import type { Round } from './messages.ts'
import { observeTerm } from './roles.ts'
import type { Ctx, Leader, Progress, Server } from './state.ts'

/** Of a server that was sent nothing yet, and is taken for active. */
export function newProgress(nextIndex: number): Progress {
  return {
    nextIndex,
    matchIndex: 0,
    round: 0,
    sentAt: 0,
    isActive: true,
    snapshotIndex: 0,
    snapshotOffset: 0,
  }
}

/** What every response to the leader tells: that it is still recognised. `null` when it no longer leads. */
export function answered(server: Server, message: Round & { term: number }, ctx: Ctx): Leader | null {
  observeTerm(server, message.term, ctx)
  const { role } = server
  if (role.type !== 'leader' || message.term < server.currentTerm) return null
  const progress = role.progress[ctx.from]
  if (progress === undefined) return null
  progress.isActive = true
  if (message.round > progress.round) {
    progress.round = message.round
    progress.sentAt = message.sentAt
  }
  return role
}
