import type { NodeId } from '../../node/context.ts'
import { serversOf } from './configuration.ts'
import { append, currentConfiguration, entriesFrom, lastIndex, termAt } from './log.ts'
import type { AppendEntries, Entry } from './messages.ts'
import { newProgress, progressOf } from './progress.ts'
import { timeOf } from './roles.ts'
import type { Ctx, Leader, Progress, Server } from './state.ts'

/** A leader's own entry goes to all servers at once. */
export function appendAndSend(server: Server, leader: Leader, entry: Entry, ctx: Ctx): void {
  append(server, entry)
  broadcast(server, leader, ctx)
}

/** Leaders (Figure 2): heartbeats, repeated during idle periods. */
export function heartbeat(server: Server, ctx: Ctx): void {
  const { role } = server
  if (role.type === 'leader') broadcast(server, role, ctx)
}

/** Everyone gets what is still missing, even if nothing is; so the next heartbeat can wait its whole time (§5.2). */
export function broadcast(server: Server, leader: Leader, ctx: Ctx): void {
  ctx.after(ctx.options.heartbeat, 'heartbeat')
  leader.round++
  let sent: AppendEntries | null = null
  for (const other of serversOf(currentConfiguration(server)))
    if (other !== ctx.self) {
      const progress = progressOf(leader, other) ?? meet(server, leader, other)
      sent = sendEntries(server, leader, progress, ctx, sent)
    }
}

/** A server has joined, of which nothing is known. */
function meet(server: Server, leader: Leader, other: NodeId): Progress {
  const progress = newProgress(other, lastIndex(server) + 1)
  leader.progress.push(progress)
  return progress
}

/**
 * Sends what follows the entries already sent; a batch at most, and the snapshot where the log begins too late. Returns
 * the message, which serves all who lack the same: in a broadcast, nearly everyone lacks what the one before did.
 */
export function sendEntries(
  server: Server,
  leader: Leader,
  progress: Progress,
  ctx: Ctx,
  sent: AppendEntries | null = null,
): AppendEntries | null {
  if (progress.nextIndex <= server.snapshot.lastIndex) {
    sendSnapshot(server, leader, progress, ctx)
    return sent
  }
  const prevLogIndex = progress.nextIndex - 1
  const message =
    sent !== null && sent.prevLogIndex === prevLogIndex
      ? sent
      : entriesAfter(prevLogIndex, server, leader, ctx)
  ctx.send(progress.server, message)
  // Taken for received, so that the next entries need not wait; a refusal puts it right.
  progress.nextIndex += message.entries.length
  return message
}

function entriesAfter(prevLogIndex: number, server: Server, leader: Leader, ctx: Ctx): AppendEntries {
  return {
    type: 'appendEntries',
    term: server.currentTerm,
    prevLogIndex,
    prevLogTerm: termAt(server, prevLogIndex)!,
    entries: entriesFrom(server, prevLogIndex + 1, ctx.options.batch),
    leaderCommit: server.commitIndex,
    round: leader.round,
    sentAt: timeOf(ctx),
  }
}

/** Sends the chunk of the snapshot that comes next; one at a time, again until it is answered. */
function sendSnapshot(
  { currentTerm, snapshot }: Server,
  { round }: Leader,
  progress: Progress,
  ctx: Ctx,
): void {
  const { lastIndex, lastTerm, configuration, data } = snapshot
  if (progress.snapshotIndex !== lastIndex) {
    progress.snapshotIndex = lastIndex
    progress.snapshotOffset = 0
  }
  const offset = progress.snapshotOffset
  const end = offset + ctx.options.snapshotChunk
  ctx.send(progress.server, {
    type: 'installSnapshot',
    term: currentTerm,
    lastIncludedIndex: lastIndex,
    lastIncludedTerm: lastTerm,
    configuration,
    offset,
    data: data.slice(offset, end),
    done: end >= data.length,
    round,
    sentAt: timeOf(ctx),
  })
}
