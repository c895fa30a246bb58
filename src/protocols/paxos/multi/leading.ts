import type { LogRequest } from '../../../problems/replicated-log.ts'
import type { LoggedCommand } from '../../../problems/sessions.ts'
import { compareBallots } from '../ballot.ts'
import { applyChosen, learn, learnAll } from './learning.ts'
import type { MessageOf, SlotValue } from './messages.ts'
import { sendHeartbeat } from './reads.ts'
import {
  type Candidate,
  type Ctx,
  heartbeatOf,
  isMajority,
  type Leader,
  type MultiPaxosNode,
  replicasOf,
} from './state.ts'

/** Waits for signs of a leader, and at last asks to be one. */
export function awaitLeader(ctx: Ctx): void {
  ctx.after(ctx.options.leaderTimeout ?? [150_000, 300_000], 'leader')
}

/** Phase 1a: one ballot for all slots of which it does not know what is chosen (Lamport 2001, §3). */
export function askToLead(state: MultiPaxosNode, ctx: Ctx): void {
  const ballot = { round: (state.promised?.round ?? 0) + 1, proposer: ctx.self }
  state.promised = ballot
  const own = Object.entries(state.accepted).map(([slot, proposal]) => ({ slot: Number(slot), ...proposal }))
  state.role = { type: 'candidate', promises: [{ from: ctx.self, accepted: own }] }
  ctx.broadcast({ type: 'prepareAll', ballot, from: state.lastApplied + 1 })
  awaitLeader(ctx)
  lead(state, state.role, ctx)
}

/** Gives up leading, or asking to, for someone with a higher ballot. */
export function follow(state: MultiPaxosNode, leader: string | null, ctx: Ctx): void {
  if (state.role.type === 'leader') {
    ctx.note('a leader is replaced')
    // Their commands may be chosen yet: as they retry within their sessions, it does no harm.
    for (const { caller } of [...state.role.waiting, ...state.role.reads])
      ctx.replyTo(caller, { type: 'notLeader', leader })
    ctx.cancel('heartbeat')
  }
  state.role = { type: 'follower', leader }
  awaitLeader(ctx)
}

export const leaderHandlers = {
  promiseAll(state: MultiPaxosNode, { ballot, accepted, known }: MessageOf<'promiseAll'>, ctx: Ctx): void {
    const { role } = state
    if (role.type !== 'candidate' || compareBallots(ballot, state.promised) !== 0) return
    if (role.promises.some(({ from }) => from === ctx.from)) return
    learnAll(state, known, ctx)
    role.promises.push({ from: ctx.from, accepted })
    lead(state, role, ctx)
  },
  acceptedSlot(state: MultiPaxosNode, { ballot, slot }: MessageOf<'acceptedSlot'>, ctx: Ctx): void {
    const { role } = state
    if (role.type !== 'leader' || compareBallots(ballot, state.promised) !== 0) return
    countAccepted(state, role, slot, ctx.from, ctx)
  },
  outbid(state: MultiPaxosNode, { promised }: MessageOf<'outbid'>, ctx: Ctx): void {
    if (compareBallots(promised, state.promised) <= 0) return
    // Only the round is taken over: the promise itself was another's.
    if (state.role.type !== 'follower') follow(state, null, ctx)
    if (promised.round > (state.promised?.round ?? 0))
      state.promised = { round: promised.round, proposer: '' }
  },
}

/**
 * Once a majority has promised: proposes anew what any of them has accepted, by the highest ballot for each slot, and
 * no-ops where there is a gap below (Lamport 2001, §3).
 */
function lead(state: MultiPaxosNode, { promises }: Candidate, ctx: Ctx): void {
  if (!isMajority(promises.length, ctx)) return
  const highest: Record<number, { ballot: { round: number; proposer: string }; value: SlotValue }> = {}
  let lastSlot = Math.max(state.lastApplied, ...Object.keys(state.chosen).map(Number))
  for (const { slot, ballot, value } of promises.flatMap(({ accepted }) => accepted)) {
    lastSlot = Math.max(lastSlot, slot)
    if (compareBallots(ballot, highest[slot]?.ballot ?? null) > 0) highest[slot] = { ballot, value }
  }
  const leader: Leader = {
    type: 'leader',
    nextSlot: lastSlot + 1,
    barrier: lastSlot,
    pending: {},
    waiting: [],
    round: 0,
    heard: {},
    reads: [],
  }
  state.role = leader
  ctx.note('a replica becomes leader')
  ctx.cancel('leader')
  for (let slot = state.lastApplied + 1; slot <= lastSlot; slot++) {
    const value = state.chosen[slot] ?? highest[slot]?.value
    if (value === undefined) ctx.note('a gap is filled with a no-op')
    proposeInSlot(state, slot, value ?? { type: 'noOp' }, ctx)
  }
  beat(state, ctx)
}

/** Phase 2a. The leader accepts its own proposal at once. */
function proposeInSlot(state: MultiPaxosNode, slot: number, value: SlotValue, ctx: Ctx): void {
  const role = state.role as Leader
  const ballot = state.promised!
  role.pending[slot] = { value, acceptedBy: [] }
  if (state.chosen[slot] === undefined) state.accepted[slot] = { ballot, value }
  ctx.broadcast({ type: 'acceptSlot', ballot, slot, value, chosenUpTo: state.lastApplied })
  countAccepted(state, role, slot, ctx.self, ctx)
}

/** A value is chosen once a majority has accepted it. */
function countAccepted(state: MultiPaxosNode, leader: Leader, slot: number, by: string, ctx: Ctx): void {
  const pending = leader.pending[slot]
  if (!pending || pending.acceptedBy.includes(by)) return
  pending.acceptedBy.push(by)
  if (!isMajority(pending.acceptedBy.length, ctx)) return
  const { value } = pending
  delete leader.pending[slot]
  learn(state, slot, value)
  applyChosen(state, ctx)
}

/** A client's command, or its wish for a session: the leader proposes it for the next free slot. */
export function request(
  state: MultiPaxosNode,
  message: Extract<LogRequest, { type: 'register' | 'command' }>,
  ctx: Ctx,
): void {
  const { role } = state
  if (role.type !== 'leader') {
    ctx.reply({ type: 'notLeader', leader: role.type === 'follower' ? role.leader : null })
    return
  }
  const slot = role.nextSlot++
  role.waiting.push({ slot, caller: ctx.caller })
  proposeInSlot(state, slot, logged(message), ctx)
}

function logged(message: Extract<LogRequest, { type: 'register' | 'command' }>): LoggedCommand {
  if (message.type === 'register') return { type: 'register' }
  const { type, session, sequence, command } = message
  return { type, session, sequence, command }
}

/** Shows that it lives, and sends again what may have been lost. */
export function beat(state: MultiPaxosNode, ctx: Ctx): void {
  const { role } = state
  if (role.type !== 'leader') return
  const ballot = state.promised!
  for (const [key, { value, acceptedBy }] of Object.entries(role.pending)) {
    const missing = replicasOf(ctx).filter((replica) => !acceptedBy.includes(replica) && replica !== ctx.self)
    const chosenUpTo = state.lastApplied
    ctx.broadcast({ type: 'acceptSlot', ballot, slot: Number(key), value, chosenUpTo }, missing)
  }
  sendHeartbeat(state, role, ctx)
  ctx.after(heartbeatOf(ctx.options), 'heartbeat')
}
