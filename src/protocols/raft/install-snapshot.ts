import { advanceCommitIndex } from './commitment.ts'
import { compact, lastIndex, latestConfigurationIndex, termAt } from './log.ts'
import type { MessageOf } from './messages.ts'
import { addressedLeader, answered } from './progress.ts'
import { heardFromLeader } from './roles.ts'
import { sendEntries } from './sending.ts'
import { restored } from './snapshots.ts'
import type { Ctx, Server, Snapshot } from './state.ts'

/** InstallSnapshot RPC, receiver implementation (Figure 13). */
export function installSnapshot(server: Server, message: MessageOf<'installSnapshot'>, ctx: Ctx): void {
  const { term, lastIncludedIndex, lastIncludedTerm, round, sentAt } = message
  const answer = (received: number, isInstalled: boolean) =>
    ctx.reply({
      type: 'installSnapshotResponse',
      term: server.currentTerm,
      lastIncludedIndex,
      received,
      isInstalled,
      round,
      sentAt,
    })
  if (term < server.currentTerm) {
    answer(0, false)
    return
  }
  heardFromLeader(server, term, ctx)
  // What is committed here is the same as in the snapshot.
  if (server.commitIndex >= lastIncludedIndex) {
    answer(0, true)
    return
  }
  const data = received(server, message)
  const isWhole = data !== null && message.done
  if (isWhole)
    install(
      server,
      {
        lastIndex: lastIncludedIndex,
        lastTerm: lastIncludedTerm,
        configuration: message.configuration,
        data,
      },
      ctx,
    )
  answer(server.incoming?.data.length ?? 0, isWhole)
}

/** What has come of the snapshot, this chunk included; `null` when it is not the chunk that comes next. */
function received(server: Server, message: MessageOf<'installSnapshot'>): string | null {
  const { lastIncludedIndex, lastIncludedTerm, offset } = message
  const { incoming } = server
  const isSame = incoming?.lastIndex === lastIncludedIndex && incoming.lastTerm === lastIncludedTerm
  const before = isSame ? incoming.data : ''
  if (offset !== before.length) {
    if (!isSame) server.incoming = null
    return null
  }
  const data = before + message.data
  server.incoming = { lastIndex: lastIncludedIndex, lastTerm: lastIncludedTerm, data }
  return data
}

function install(server: Server, snapshot: Snapshot, ctx: Ctx): void {
  ctx.note('a snapshot is installed')
  // Entries that follow the snapshot's last are retained if that is in the log, and else discarded.
  const isPrefix = termAt(server, snapshot.lastIndex) === snapshot.lastTerm
  if (!isPrefix) server.log = []
  compact(server, snapshot)
  server.incoming = null
  server.configurationIndex = latestConfigurationIndex(server, lastIndex(server))
  server.replica = restored(snapshot, ctx)
  server.lastApplied = snapshot.lastIndex
  server.commitIndex = snapshot.lastIndex
}

export function installSnapshotResponse(
  server: Server,
  message: MessageOf<'installSnapshotResponse'>,
  ctx: Ctx,
): void {
  const leader = addressedLeader(server, message.term, ctx)
  const progress = leader && answered(leader, message, ctx)
  if (leader === null || progress === null) return
  const { lastIncludedIndex, isInstalled, received } = message
  if (isInstalled) {
    progress.matchIndex = Math.max(progress.matchIndex, lastIncludedIndex)
    if (progress.nextIndex <= lastIncludedIndex) {
      progress.nextIndex = lastIncludedIndex + 1
      sendEntries(server, leader, progress, ctx)
    }
  } else if (progress.snapshotIndex === lastIncludedIndex && progress.snapshotOffset !== received) {
    progress.snapshotOffset = received
    sendEntries(server, leader, progress, ctx)
  }
  advanceCommitIndex(server, leader, ctx)
}
