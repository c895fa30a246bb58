import type { MessageOf } from './messages.ts'
import { type Ctx, isMajority, type Leader, type MultiPaxosNode, machineOf } from './state.ts'

/**
 * A read takes no slot. The leader answers it once a majority has confirmed, after it came, that the leader's ballot
 * is the highest they have promised: then whatever is chosen, and so all that any client was told, was chosen in this
 * ballot or before it; and once it has applied that.
 */
export function query(state: MultiPaxosNode, { command }: MessageOf<'query'>, ctx: Ctx): void {
  const { role } = state
  if (role.type !== 'leader') {
    ctx.reply({ type: 'notLeader', leader: role.type === 'follower' ? role.leader : null })
    return
  }
  const slot = Math.max(role.barrier, state.lastApplied)
  role.reads.push({ caller: ctx.caller, command, round: role.round + 1, slot })
  sendHeartbeat(state, role, ctx)
}

/** Shows that the leader lives, and asks whether it still leads. */
export function sendHeartbeat(state: MultiPaxosNode, leader: Leader, ctx: Ctx): void {
  const { promised, lastApplied } = state
  leader.round++
  ctx.broadcast({ type: 'heartbeat', ballot: promised!, round: leader.round, chosenUpTo: lastApplied })
  serveReads(state, leader, ctx)
}

export function heartbeatHeard(
  state: MultiPaxosNode,
  { ballot, round }: MessageOf<'heartbeatHeard'>,
  ctx: Ctx,
): void {
  const { role, promised } = state
  if (role.type !== 'leader' || ballot.round !== promised?.round || ballot.proposer !== ctx.self) return
  role.heard[ctx.from] = Math.max(role.heard[ctx.from] ?? 0, round)
  serveReads(state, role, ctx)
}

/** Answers the reads that are confirmed and whose slot is applied, in the order in which they came. */
export function serveReads(state: MultiPaxosNode, leader: Leader, ctx: Ctx): void {
  for (let read = leader.reads[0]; read !== undefined; read = leader.reads[0]) {
    const { round, slot, caller, command } = read
    const confirming = ctx.peers.filter((peer) => (leader.heard[peer] ?? 0) >= round)
    if (state.lastApplied < slot || !isMajority(confirming.length + 1, ctx)) return
    const output = machineOf(ctx.options).read(state.replica.machine, command)
    ctx.replyTo(caller, { type: 'result', output })
    leader.reads.shift()
  }
}
