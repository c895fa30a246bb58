import type { NodeId } from '../../node/context.ts'
import type { Round } from './messages.ts'
import { observeTerm } from './roles.ts'
import type { Ctx, Leader, Progress, Server } from './state.ts'

/** Of a server that was sent nothing yet, and is taken for active. */
export function newProgress(server: NodeId, nextIndex: number): Progress {
  return {
    server,
    nextIndex,
    matchIndex: 0,
    round: 0,
    sentAt: 0,
    isActive: true,
    snapshotIndex: 0,
    snapshotOffset: 0,
  }
}

/** What is known of a server; `undefined` as long as it has been sent nothing. */
export function progressOf({ progress }: Leader, server: NodeId): Progress | undefined {
  // Few as they are, they are found sooner one by one than by name.
  for (let at = 0; at < progress.length; at++) if (progress[at]!.server === server) return progress[at]
  return undefined
}

/** The leader to whom a response of that term was meant; `null` when there is none here, or not in that term. */
export function addressedLeader(server: Server, term: number, ctx: Ctx): Leader | null {
  observeTerm(server, term, ctx)
  const { role } = server
  return role.type === 'leader' && term >= server.currentTerm ? role : null
}

/** What every response to the leader tells: that it is still recognised. `null` from who is sent nothing. */
export function answered(leader: Leader, message: Round, ctx: Ctx): Progress | null {
  const progress = progressOf(leader, ctx.from)
  if (progress === undefined) return null
  progress.isActive = true
  if (message.round > progress.round) {
    progress.round = message.round
    progress.sentAt = message.sentAt
  }
  return progress
}
