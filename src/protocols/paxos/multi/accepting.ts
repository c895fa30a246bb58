import { type Ballot, compareBallots } from '../ballot.ts'
import { awaitLeader, follow } from './leading.ts'
import { followChosen, knowledgeFrom } from './learning.ts'
import type { MessageOf } from './messages.ts'
import type { Ctx, MultiPaxosNode } from './state.ts'

/** Whether the ballot is not below what was promised; if so it is promised now, and its proposer is followed. */
function heeds(state: MultiPaxosNode, ballot: Ballot, leader: string | null, ctx: Ctx): boolean {
  const order = compareBallots(ballot, state.promised)
  if (order < 0) {
    ctx.reply({ type: 'outbid', promised: state.promised! })
    return false
  }
  state.promised = ballot
  if (order > 0 || state.role.type === 'follower') follow(state, leader, ctx)
  else awaitLeader(ctx)
  return true
}

export const acceptorHandlers = {
  /**
   * Phase 1b, for all slots: what was accepted, and all that is known to be chosen, of those asked for; were any of it
   * left out, the new leader could fill the slot with something else.
   */
  prepareAll(state: MultiPaxosNode, { ballot, from }: MessageOf<'prepareAll'>, ctx: Ctx): void {
    if (!heeds(state, ballot, null, ctx)) return
    const accepted = Object.entries(state.accepted)
      .filter(([slot]) => Number(slot) >= from)
      .map(([slot, proposal]) => ({ slot: Number(slot), ...proposal }))
    ctx.reply({ type: 'promiseAll', ballot, accepted, known: knowledgeFrom(state, from) })
  },
  /** Phase 2b. */
  acceptSlot(state: MultiPaxosNode, message: MessageOf<'acceptSlot'>, ctx: Ctx): void {
    const { ballot, slot, value } = message
    if (!heeds(state, ballot, ctx.from, ctx)) return
    const isKnown = slot <= state.lastApplied || state.chosen[slot] !== undefined
    if (!isKnown) state.accepted[slot] = { ballot, value }
    ctx.reply({ type: 'acceptedSlot', ballot, slot })
    followChosen(state, message, ctx)
  },
  heartbeat(state: MultiPaxosNode, message: MessageOf<'heartbeat'>, ctx: Ctx): void {
    const { ballot, round } = message
    if (!heeds(state, ballot, ctx.from, ctx)) return
    ctx.reply({ type: 'heartbeatHeard', ballot, round })
    followChosen(state, message, ctx)
  },
}
