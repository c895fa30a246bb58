import type { LogRequest } from '../../problems/replicated-log.ts'
import { advanceCommitIndex } from './commitment.ts'
import { isVoter } from './configuration.ts'
import { currentConfiguration, lastIndex } from './log.ts'
import type { Entry, MessageOf } from './messages.ts'
import { hasLease } from './reads.ts'
import { appendAndSend, broadcast } from './sending.ts'
import type { Ctx, Leader, Server } from './state.ts'

/** A client's command, or its wish for a session: the leader appends it and answers when it is applied (§5.3). */
export function command(
  server: Server,
  message: Extract<LogRequest, { type: 'register' | 'command' }>,
  ctx: Ctx,
): void {
  const leader = leading(server, ctx)
  if (leader === null) return
  leader.waiting.push({ index: lastIndex(server) + 1, caller: ctx.caller })
  appendAndSend(server, leader, entryFor(message, server.currentTerm), ctx)
  advanceCommitIndex(server, leader, ctx)
}

function entryFor(message: Extract<LogRequest, { type: 'register' | 'command' }>, term: number): Entry {
  if (message.type === 'register') return { term, type: 'register' }
  const { type, session, sequence, command } = message
  return { term, type, session, sequence, command }
}

/** A client's read, which takes no place in the log (dissertation §6.4). */
export function query(server: Server, message: MessageOf<'query'>, ctx: Ctx): void {
  const leader = leading(server, ctx)
  if (leader === null) return
  // Until the no-op is committed, the leader does not know what is (step 1); the next broadcast confirms it (step 3).
  const readIndex = Math.max(server.commitIndex, leader.noOpIndex)
  leader.reads.push({ caller: ctx.caller, command: message.command, readIndex, round: leader.round + 1 })
  if (ctx.options.reads !== 'lease' || !hasLease(server, leader, ctx)) broadcast(server, leader, ctx)
  advanceCommitIndex(server, leader, ctx)
}

/** An administrator's wish for other members; answered when it is fulfilled. */
export function changeMembership(server: Server, message: MessageOf<'changeMembership'>, ctx: Ctx): void {
  const leader = leading(server, ctx)
  if (leader === null) return
  const { members } = message
  if (members.length === 0 || !members.every((member) => member === ctx.self || ctx.peers.includes(member))) {
    ctx.reply({ type: 'refused', reason: 'members must be servers, one at least' })
    return
  }
  if (leader.change !== null)
    ctx.replyTo(leader.change.caller, { type: 'refused', reason: 'another change was asked for' })
  leader.change = { members: [...members], caller: ctx.caller }
  advanceCommitIndex(server, leader, ctx)
}

/** An administrator's wish for another leader (dissertation §3.10). */
export function transferLeadership(server: Server, { to }: MessageOf<'transferLeadership'>, ctx: Ctx): void {
  const leader = leading(server, ctx)
  if (leader === null) return
  if (to === ctx.self) {
    ctx.reply({ type: 'leadershipTransferred' })
    return
  }
  if (!isVoter(currentConfiguration(server), to)) {
    ctx.reply({ type: 'refused', reason: 'the target has no vote' })
    return
  }
  leader.transfer = { to, caller: ctx.caller, isAsked: false }
  ctx.after(ctx.options.electionTimeout[1], 'transfer')
  advanceCommitIndex(server, leader, ctx)
}

/** The leader, unless it is about to hand its place over; `null` when the sender was told to ask another server. */
function leading({ role }: Server, ctx: Ctx): Leader | null {
  if (role.type === 'leader' && role.transfer === null) return role
  ctx.reply({ type: 'notLeader', leader: role.type === 'follower' ? role.leader : null })
  return null
}
