import type { NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'
import { compareBallots } from './ballot.ts'
import type { MessageOf, PaxosMessage, Proposal, Value } from './messages.ts'
import { type Ctx, type PaxosOptions, requireRoles, settingsOf, type Timeout } from './roles.ts'

/** A learner (Lamport 2001, §2.3); it need not remember through a crash, as it can ask again. */
export interface Learner {
  /** The latest proposal that each acceptor is known to have accepted. */
  heard: { readonly acceptor: NodeId; readonly proposal: Proposal }[]
  /** How often it has asked in vain. */
  inquiries: number
  /** What has been chosen, once it is known. */
  decided: Value | null
}

export const newLearner = (): Learner => ({ heard: [], inquiries: 0, decided: null })

/** Asks what has been accepted, until it is enough; if that does not help, for another proposal (Lamport 2001, §2.3). */
export function inquire(state: Learner, ctx: Ctx): void {
  if (state.decided !== null) return
  const { acceptors, proposers, inquireEvery } = settingsOf(ctx)
  ctx.broadcast({ type: 'inquire' }, acceptors)
  if (state.inquiries++ > 0) ctx.broadcast({ type: 'unlearned' }, proposers)
  ctx.after(inquireEvery, 'inquire')
}

export const learnerHandlers = {
  /** A value is chosen once a majority of acceptors has accepted it in one ballot. */
  accepted(state: Learner, { ballot, value }: MessageOf<'accepted'>, ctx: Ctx): void {
    const { acceptors, proposers, rules } = settingsOf(ctx)
    const before = state.heard.find(({ acceptor }) => acceptor === ctx.from)
    if (before && compareBallots(ballot, before.proposal.ballot) <= 0) return
    state.heard = state.heard.filter(({ acceptor }) => acceptor !== ctx.from)
    state.heard.push({ acceptor: ctx.from, proposal: { ballot, value } })
    const inThisBallot = state.heard.filter(({ proposal }) => compareBallots(proposal.ballot, ballot) === 0)
    const isMajority = (count: number) => rules.isMajority(count, acceptors.length)
    if (!isMajority(inThisBallot.length) || isMajority(inThisBallot.length - 1)) return
    state.decided ??= value
    ctx.cancel('inquire')
    // Proposers that restarted hear it in every ballot anew.
    ctx.broadcast({ type: 'chosen', value }, proposers)
  },
}

/** A learner that is nothing else. */
export const learner = defineNode<Learner, PaxosMessage, PaxosOptions, Timeout>('learner', {
  initial(options) {
    requireRoles('learner', options, 'acceptors', 'proposers')
    return newLearner()
  },
  boot: (_state, ctx) => ctx.after(settingsOf(ctx).inquireEvery, 'inquire'),
  on: learnerHandlers,
  timeout: { inquire, propose() {} },
})
