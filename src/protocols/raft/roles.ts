import type { Micros } from '../../kernel/time.ts'
import type { Ctx, Leader, Server } from './state.ts'

/** Waits for a leader, a randomized time lest votes be split (§5.2). */
export function resetElectionTimer(ctx: Ctx): void {
  ctx.after(ctx.options.electionTimeout, 'election')
}

/** All servers, Figure 2: a request or response with a higher term makes a follower. */
export function observeTerm(server: Server, term: number, ctx: Ctx): void {
  if (term > server.currentTerm) becomeFollower(server, term, null, ctx)
}

/** Follows a leader, or waits for one. */
export function becomeFollower(server: Server, term: number, leader: string | null, ctx: Ctx): void {
  const { role } = server
  if (role.type === 'leader') stepDown(role, term > server.currentTerm, ctx)
  if (term > server.currentTerm) {
    server.currentTerm = term
    server.votedFor = null
  }
  if (role.type === 'follower') role.leader = leader
  else server.role = { type: 'follower', leader }
}

function stepDown({ waiting, reads, change, transfer }: Leader, isSuperseded: boolean, ctx: Ctx): void {
  ctx.note('a leader steps down')
  ctx.cancel('heartbeat')
  ctx.cancel('checkQuorum')
  ctx.cancel('transfer')
  resetElectionTimer(ctx)
  for (const { caller } of [...waiting, ...reads, ...(change ? [change] : [])])
    ctx.replyTo(caller, { type: 'notLeader', leader: null })
  if (transfer === null) return
  if (isSuperseded) ctx.note('leadership is transferred')
  ctx.replyTo(
    transfer.caller,
    isSuperseded ? { type: 'leadershipTransferred' } : { type: 'notLeader', leader: null },
  )
}

/** The leader was heard: no election for a while. */
export function heardFromLeader(server: Server, term: number, ctx: Ctx): void {
  const { role } = server
  if (term > server.currentTerm || role.type !== 'follower' || role.leader !== ctx.from)
    becomeFollower(server, term, ctx.from, ctx)
  server.heardFromLeaderAt = timeOf(ctx)
  resetElectionTimer(ctx)
}

/** The time, where the options go by clocks; who neither asks first nor leases needs none, and can be verified. */
export function timeOf(ctx: Ctx): Micros {
  const { preVote, checkQuorum, reads } = ctx.options
  return preVote || checkQuorum || reads === 'lease' ? ctx.now : 0
}

/** Whether a leader was heard within the least election timeout, so that no other is wanted (dissertation §4.2.3). */
export function hearsLeader({ role, heardFromLeaderAt }: Server, ctx: Ctx): boolean {
  if (role.type === 'leader') return true
  return heardFromLeaderAt !== null && ctx.now - heardFromLeaderAt < ctx.options.electionTimeout[0]
}
