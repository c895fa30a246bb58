import type { NodeFactory } from '../../node/definition.ts'
import { defineNode } from '../../node/definition.ts'
import { configurationOf } from './configuration.ts'
import {
  checkQuorumTimeout,
  electionTimeout,
  preVote,
  preVoteResponse,
  requestVote,
  requestVoteResponse,
  timeoutNow,
} from './election.ts'
import { installSnapshot, installSnapshotResponse } from './install-snapshot.ts'
import { lastIndex, latestConfigurationIndex } from './log.ts'
import { transferTimeout } from './membership.ts'
import type { Message } from './messages.ts'
import { type RaftOptions, type Settings, settingsOf } from './options.ts'
import { appendEntries, appendEntriesResponse } from './replication.ts'
import { changeMembership, command, query, transferLeadership } from './requests.ts'
import { resetElectionTimer } from './roles.ts'
import { heartbeat } from './sending.ts'
import { restored } from './snapshots.ts'
import { type Ctx, emptySnapshot, newServer, type Server, type TimeoutName } from './state.ts'

const definition = defineNode<Server, Message, Settings, TimeoutName>('raft', {
  initial: newServer,
  persistent: ({ rules }) => rules.persistent,
  entries: ['log'],
  boot,
  on: {
    preVote,
    preVoteResponse,
    requestVote,
    requestVoteResponse,
    appendEntries,
    appendEntriesResponse,
    installSnapshot,
    installSnapshotResponse,
    timeoutNow,
    register: command,
    command,
    query,
    changeMembership,
    transferLeadership,
  },
  timeout: {
    election: electionTimeout,
    heartbeat,
    checkQuorum: checkQuorumTimeout,
    transfer: transferTimeout,
  },
})

/**
 * A server of Raft, after Ongaro & Ousterhout, "In search of an understandable consensus algorithm (extended
 * version)", 2014 (cited by its sections and figures), and Ongaro, "Consensus: bridging theory and practice", 2014
 * ("dissertation"). It solves the problem *replicated log*.
 * @throws UsageError for options that make no sense.
 */
export const raft: NodeFactory<Server, RaftOptions> = Object.assign(
  (options: RaftOptions = {}) => definition(settingsOf(options)),
  { kind: definition.kind },
)

/** Begins, or begins again with what was on stable storage, as a follower (§5.2). */
function boot(server: Server, ctx: Ctx): void {
  const { snapshot } = server
  if (lastIndex(server) === 0 && ctx.options.members === null)
    server.snapshot = emptySnapshot(configurationOf(serversOfKind(ctx)))
  server.replica = restored(snapshot, ctx)
  server.lastApplied = snapshot.lastIndex
  server.commitIndex = snapshot.lastIndex
  server.configurationIndex = latestConfigurationIndex(server, lastIndex(server))
  // Before the crash it may have promised, by hearing a leader, not to vote for another under its lease.
  if (ctx.options.reads === 'lease') server.heardFromLeaderAt = ctx.now
  resetElectionTimer(ctx)
}

function serversOfKind({ nodes, peers, self }: Ctx): string[] {
  return nodes.filter((node) => node === self || peers.includes(node))
}
