import { defineNode } from '../../node/definition.ts'
import { type Ballot, compareBallots } from './ballot.ts'
import { rulesWith } from './bugs.ts'
import type { MessageOf, PaxosMessage, Proposal } from './messages.ts'
import { type Ctx, type PaxosOptions, requireRoles, settingsOf, type Timeout } from './roles.ts'

/** An acceptor (Lamport 2001, §2.2): all of it is on stable storage before it answers (§2.5). */
export interface Acceptor {
  /** The highest ballot it has promised. */
  promised: Ballot | null
  /** The highest-numbered proposal it has accepted. */
  accepted: Proposal | null
}

export const newAcceptor = (): Acceptor => ({ promised: null, accepted: null })

export const acceptorHandlers = {
  /** Phase 1b: a promise, unless one for a higher ballot has been made. */
  prepare(state: Acceptor, { ballot }: MessageOf<'prepare'>, ctx: Ctx): void {
    if (compareBallots(ballot, state.promised) < 0) {
      ctx.reply({ type: 'rejected', ballot, promised: state.promised! })
      return
    }
    state.promised = ballot
    ctx.reply({ type: 'promise', ballot, accepted: state.accepted })
  },
  /** Phase 2b: accepts, "unless it has already responded to a prepare request having a number greater". */
  accept(state: Acceptor, { ballot, value }: MessageOf<'accept'>, ctx: Ctx): void {
    const { rules, learners } = settingsOf(ctx)
    if (!rules.mayAccept(state.promised, ballot)) {
      ctx.reply({ type: 'rejected', ballot, promised: state.promised! })
      return
    }
    // Accepting is a promise too (P1a).
    if (compareBallots(ballot, state.promised) > 0) state.promised = ballot
    state.accepted = { ballot, value }
    ctx.broadcast({ type: 'accepted', ballot, value }, learners)
  },
  inquire(state: Acceptor, _message: MessageOf<'inquire'>, ctx: Ctx): void {
    if (state.accepted !== null) ctx.reply({ type: 'accepted', ...state.accepted })
  },
}

/** An acceptor that is nothing else. */
export const acceptor = defineNode<Acceptor, PaxosMessage, PaxosOptions, Timeout>('acceptor', {
  initial(options) {
    requireRoles('acceptor', options, 'learners')
    return newAcceptor()
  },
  persistent: ({ bug }) => rulesWith(bug).acceptorKeeps,
  on: acceptorHandlers,
  timeout: { propose() {}, inquire() {} },
})
