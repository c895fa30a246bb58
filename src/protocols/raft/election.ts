import type { NodeId } from '../../node/context.ts'
import { advanceCommitIndex } from './commitment.ts'
import { holdsOfMajority, isVoter, serversOf } from './configuration.ts'
import { append, currentConfiguration, lastIndex, logEnd } from './log.ts'
import type { MessageOf } from './messages.ts'
import { newProgress, progressOf } from './progress.ts'
import { becomeFollower, hearsLeader, observeTerm, resetElectionTimer } from './roles.ts'
import { broadcast } from './sending.ts'
import type { Ctx, Progress, Server } from './state.ts'

/** The election timeout elapsed without a word from a leader (§5.2). */
export function electionTimeout(server: Server, ctx: Ctx): void {
  if (server.role.type === 'leader') return
  resetElectionTimer(ctx)
  // A server that was removed hears nothing more; clients must not be sent to the leader it once had.
  if (server.role.type === 'follower') server.role.leader = null
  if (!isVoter(currentConfiguration(server), ctx.self)) return
  if (server.role.type === 'candidate') ctx.note('an election ends without a winner')
  if (ctx.options.preVote) startPreVote(server, ctx)
  else startElection(server, false, ctx)
}

function startPreVote(server: Server, ctx: Ctx): void {
  server.role = { type: 'preCandidate', votes: [] }
  const others = otherServers(server, ctx)
  const { lastLogIndex, lastLogTerm } = logEnd(server)
  ctx.broadcast({ type: 'preVote', term: server.currentTerm + 1, lastLogIndex, lastLogTerm }, others)
  countPreVote(server, ctx.self, ctx)
}

export function preVote(server: Server, message: MessageOf<'preVote'>, ctx: Ctx): void {
  const { rules } = ctx.options
  const voteGranted =
    message.term > server.currentTerm &&
    !hearsLeader(server, ctx) &&
    rules.isUpToDate(message, logEnd(server))
  if (!voteGranted) ctx.note('a pre-vote is refused')
  ctx.reply({
    type: 'preVoteResponse',
    term: server.currentTerm,
    forTerm: message.term,
    voteGranted,
  })
}

export function preVoteResponse(server: Server, message: MessageOf<'preVoteResponse'>, ctx: Ctx): void {
  observeTerm(server, message.term, ctx)
  if (message.voteGranted && message.forTerm === server.currentTerm + 1) countPreVote(server, ctx.from, ctx)
}

function countPreVote(server: Server, from: string, ctx: Ctx): void {
  const { rules } = ctx.options
  if (server.role.type !== 'preCandidate') return
  rules.countVote(server.role.votes, from)
  if (rules.isElected(currentConfiguration(server), server.role.votes)) startElection(server, false, ctx)
}

/** Candidates (Figure 2): increment currentTerm, vote for self, send RequestVote to all others. */
function startElection(server: Server, isTransfer: boolean, ctx: Ctx): void {
  server.currentTerm++
  server.votedFor = ctx.self
  server.role = { type: 'candidate', votes: [] }
  const others = otherServers(server, ctx)
  const { lastLogIndex, lastLogTerm } = logEnd(server)
  const term = server.currentTerm
  ctx.broadcast({ type: 'requestVote', term, isTransfer, lastLogIndex, lastLogTerm }, others)
  countVote(server, ctx.self, ctx)
}

/** RequestVote RPC, receiver implementation (Figure 2). */
export function requestVote(server: Server, message: MessageOf<'requestVote'>, ctx: Ctx): void {
  const { checkQuorum, rules } = ctx.options
  // Its term is left alone as well, or a server that was removed could depose leader after leader.
  if (checkQuorum && !message.isTransfer && message.term > server.currentTerm && hearsLeader(server, ctx))
    return
  observeTerm(server, message.term, ctx)
  const voteGranted =
    message.term === server.currentTerm &&
    (server.votedFor === null || server.votedFor === ctx.from) &&
    rules.isUpToDate(message, logEnd(server))
  if (voteGranted) {
    server.votedFor = ctx.from
    resetElectionTimer(ctx)
  }
  ctx.reply({ type: 'requestVoteResponse', term: server.currentTerm, voteGranted })
}

export function requestVoteResponse(
  server: Server,
  message: MessageOf<'requestVoteResponse'>,
  ctx: Ctx,
): void {
  observeTerm(server, message.term, ctx)
  const { rules } = ctx.options
  if (message.voteGranted && rules.isForThisElection(message.term, server.currentTerm))
    countVote(server, ctx.from, ctx)
}

function countVote(server: Server, from: string, ctx: Ctx): void {
  const { rules } = ctx.options
  if (server.role.type !== 'candidate') return
  rules.countVote(server.role.votes, from)
  if (rules.isElected(currentConfiguration(server), server.role.votes)) becomeLeader(server, ctx)
}

/** Leaders (Figure 2): upon election, send AppendEntries to each server, here with the term's no-op (§8). */
function becomeLeader(server: Server, ctx: Ctx): void {
  const { electionTimeout, checkQuorum } = ctx.options
  const nextIndex = lastIndex(server) + 1
  const progress: Progress[] = []
  for (const other of otherServers(server, ctx)) progress.push(newProgress(other, nextIndex))
  ctx.note('an election is won')
  ctx.cancel('election')
  server.role = {
    type: 'leader',
    noOpIndex: nextIndex,
    progress,
    round: 0,
    waiting: [],
    reads: [],
    change: null,
    transfer: null,
    mayUseLease: true,
  }
  append(server, { term: server.currentTerm, type: 'noOp' })
  if (checkQuorum) ctx.after(electionTimeout[1], 'checkQuorum')
  broadcast(server, server.role, ctx)
  advanceCommitIndex(server, server.role, ctx)
}

/** A leader that no majority has answered for an election timeout steps down (dissertation §6.2). */
export function checkQuorumTimeout(server: Server, ctx: Ctx): void {
  const { role } = server
  if (role.type !== 'leader') return
  const hasAnswered = (id: NodeId) => id === ctx.self || progressOf(role, id)?.isActive === true
  if (!holdsOfMajority(currentConfiguration(server), hasAnswered)) {
    becomeFollower(server, server.currentTerm, null, ctx)
    return
  }
  for (const progress of role.progress) progress.isActive = false
  ctx.after(ctx.options.electionTimeout[1], 'checkQuorum')
}

/** The leader hands its place over: an election at once, without asking whether it is wanted (dissertation §3.10). */
export function timeoutNow(server: Server, { term }: MessageOf<'timeoutNow'>, ctx: Ctx): void {
  if (term !== server.currentTerm || server.role.type === 'leader') return
  if (!isVoter(currentConfiguration(server), ctx.self)) return
  resetElectionTimer(ctx)
  startElection(server, true, ctx)
}

function otherServers(server: Server, ctx: Ctx): string[] {
  return serversOf(currentConfiguration(server)).filter((id) => id !== ctx.self)
}
