import { advanceCommitIndex, applyCommitted } from './commitment.ts'
import { append, deleteFrom, entryAt, firstIndexOfTerm, lastIndex, lastIndexOfTerm, termAt } from './log.ts'
import type { Entry, MessageOf, Refused } from './messages.ts'
import { addressedLeader, answered } from './progress.ts'
import { serveReads } from './reads.ts'
import { heardFromLeader } from './roles.ts'
import { sendEntries } from './sending.ts'
import type { Ctx, Server } from './state.ts'

/** AppendEntries RPC, receiver implementation (Figure 2). */
export function appendEntries(server: Server, message: MessageOf<'appendEntries'>, ctx: Ctx): void {
  const { term, prevLogIndex, prevLogTerm, entries, leaderCommit, round, sentAt } = message
  if (term < server.currentTerm) {
    refuse(server, message, { conflictTerm: null, conflictIndex: prevLogIndex }, ctx)
    return
  }
  heardFromLeader(server, term, ctx)
  const isCovered = prevLogIndex <= server.snapshot.lastIndex
  if (!isCovered && termAt(server, prevLogIndex) !== prevLogTerm) {
    refuse(server, message, conflict(server, prevLogIndex), ctx)
    return
  }
  let index = prevLogIndex
  for (const entry of entries) store(server, ++index, entry, ctx)
  const lastNewIndex = Math.max(prevLogIndex + entries.length, server.snapshot.lastIndex)
  if (leaderCommit > server.commitIndex) {
    server.commitIndex = Math.max(server.commitIndex, Math.min(leaderCommit, lastNewIndex))
    applyCommitted(server, ctx)
  }
  ctx.reply({
    type: 'appendEntriesResponse',
    term,
    success: true,
    matchIndex: lastNewIndex,
    round,
    sentAt,
  })
}

type Conflict = Pick<Refused, 'conflictTerm' | 'conflictIndex'>

function refuse(
  { currentTerm }: Server,
  { prevLogIndex, round, sentAt }: MessageOf<'appendEntries'>,
  { conflictTerm, conflictIndex }: Conflict,
  ctx: Ctx,
): void {
  ctx.reply({
    type: 'appendEntriesResponse',
    term: currentTerm,
    success: false,
    prevLogIndex,
    conflictTerm,
    conflictIndex,
    round,
    sentAt,
  })
}

/** Stores an entry unless it is there; deletes what conflicts with it, and all that follows (§5.3). */
function store(server: Server, index: number, entry: Entry, ctx: Ctx): void {
  if (index <= server.snapshot.lastIndex) return
  const present = entryAt(server, index)
  if (present?.term === entry.term) return
  if (present !== undefined) {
    ctx.note('a conflicting entry is deleted')
    deleteFrom(server, index)
  }
  append(server, entry)
}

/** Where to go on from after a refusal, so that the leader backs up a term, not an entry, at a time (§5.3). */
function conflict(server: Server, prevLogIndex: number): Conflict {
  const conflictTerm = termAt(server, prevLogIndex)
  return conflictTerm === undefined
    ? { conflictTerm: null, conflictIndex: lastIndex(server) + 1 }
    : { conflictTerm, conflictIndex: firstIndexOfTerm(server, prevLogIndex) }
}

export function appendEntriesResponse(
  server: Server,
  message: MessageOf<'appendEntriesResponse'>,
  ctx: Ctx,
): void {
  const leader = addressedLeader(server, message.term, ctx)
  const progress = leader && answered(leader, message, ctx)
  if (leader === null || progress === null) return
  const before = progress.matchIndex
  if (message.success) {
    progress.matchIndex = ctx.options.rules.matchIndex(progress, message)
    progress.nextIndex = Math.max(progress.nextIndex, progress.matchIndex + 1)
    if (progress.nextIndex <= lastIndex(server)) sendEntries(server, leader, progress, ctx)
  } else if (message.prevLogIndex > progress.matchIndex && message.prevLogIndex < progress.nextIndex) {
    progress.nextIndex = Math.max(progress.matchIndex + 1, backedUp(server, message))
    sendEntries(server, leader, progress, ctx)
  }
  // Most answers to heartbeats tell nothing new but that the leader is still recognised.
  if (progress.matchIndex !== before) advanceCommitIndex(server, leader, ctx)
  else if (leader.reads.length > 0) serveReads(server, leader, ctx)
}

function backedUp(server: Server, { conflictTerm, conflictIndex, prevLogIndex }: Refused): number {
  if (conflictTerm === null) return conflictIndex
  const last = lastIndexOfTerm(server, conflictTerm, prevLogIndex - 1)
  return last === null ? conflictIndex : last + 1
}
