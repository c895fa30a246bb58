import type { Applied } from '../../problems/sessions.ts'
import { couldBeMajority } from './configuration.ts'
import { currentConfiguration, entryAt, lastIndex } from './log.ts'
import { leadershipMayMove, membershipMoves } from './membership.ts'
import { serveReads } from './reads.ts'
import { takeSnapshot } from './snapshots.ts'
import type { Ctx, Leader, Server } from './state.ts'

/** Leaders (Figure 2): commit what a majority has. Then all that waits for it may go on. */
export function advanceCommitIndex(server: Server, leader: Leader, ctx: Ctx): void {
  do {
    if (mayCommit(server, leader)) {
      server.commitIndex = ctx.options.rules.commitIndex(server, leader, ctx.self)
      applyCommitted(server, ctx)
    }
    // Where one server is a majority, its own entry is committed at once.
  } while (membershipMoves(server, leader, ctx))
  if (server.role.type !== 'leader') return
  serveReads(server, leader, ctx)
  leadershipMayMove(server, leader, ctx)
}

/** Whether, the leader included, as many servers as a majority takes have more than is committed: a quick look first. */
function mayCommit(server: Server, { progress }: Leader): boolean {
  const { commitIndex } = server
  if (commitIndex >= lastIndex(server)) return false
  let count = 1
  for (const { matchIndex } of progress) if (matchIndex > commitIndex) count++
  return couldBeMajority(currentConfiguration(server), count)
}

/** All servers (Figure 2): apply up to commitIndex. */
export function applyCommitted(server: Server, ctx: Ctx): void {
  const { machine, rules, snapshotThreshold } = ctx.options
  while (server.lastApplied < server.commitIndex) {
    const index = ++server.lastApplied
    const entry = entryAt(server, index)!
    if (entry.type === 'register' || entry.type === 'command')
      answerClient(server, index, rules.apply(server.replica, machine, index, entry), ctx)
  }
  if (server.lastApplied - server.snapshot.lastIndex >= snapshotThreshold) takeSnapshot(server, ctx)
}

function answerClient({ role }: Server, index: number, applied: Applied, ctx: Ctx): void {
  if (role.type !== 'leader' || role.waiting[0]?.index !== index) return
  ctx.replyTo(role.waiting.shift()!.caller, applied)
}
