import type { NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'
import { commitProcess, type TransactionId } from '../../problems/atomic-commit.ts'
import { rulesWith } from './bugs.ts'
import { begin, countAck, countVote } from './coordination.ts'
import {
  becomeCommittable,
  canPromise,
  decide,
  prepare,
  readFor,
  refuse,
  resourceOf,
  sendNext,
} from './decision.ts'
import type { ThreePhaseCommitMessage } from './messages.ts'
import { askAll, hearOf, recover } from './recovery.ts'
import {
  type Ctx,
  isOpen,
  operational,
  type Site,
  type ThreePhaseCommitOptions,
  type ThreePhaseCommitTimeout,
} from './site.ts'
import {
  askThoseWhoAnswered,
  beElected,
  coordinatorTimeout,
  countState,
  elect,
  tellState,
} from './termination.ts'

/**
 * A site of three-phase commit (Skeen 1981; Bernstein, Hadzilacos & Goodman 1987, §7.5): participant of what it is asked
 * to vote on, coordinator of what it begins. Decides as long as one site does not fail; needs a network that loses
 * nothing, delays no message beyond the bound, and never parts.
 */
export const threePhaseCommit = defineNode<
  Site,
  ThreePhaseCommitMessage,
  ThreePhaseCommitOptions,
  ThreePhaseCommitTimeout
>('three-phase-commit', {
  initial: (options) => {
    rulesWith(options.bug)
    return {
      log: [],
      database: resourceOf(options).initial(),
      lives: 0,
      requests: {},
      begun: 0,
      transactions: {},
      locks: {},
      outbox: [],
      isSending: false,
    }
  },
  persistent: ['log', 'database', 'lives', 'requests'],
  boot(site, ctx) {
    site.lives++
    recover(site, ctx)
    const { participants } = ctx.options
    if (site.lives > 1 || participants === undefined) return
    begin(site, Object.fromEntries(participants.map((id) => [id, null])), null, ctx)
  },
  on: {
    begin(site, { request, work }, ctx) {
      if (request <= (site.requests[ctx.from] ?? 0)) return
      site.requests[ctx.from] = request
      begin(site, work, ctx.caller, ctx)
    },
    voteReq(site, { transaction, participants, work }, ctx) {
      if (site.transactions[transaction] === undefined) vote(site, transaction, participants, work, ctx)
      else if (site.transactions[transaction].status === 'abort') ctx.reply({ type: 'no', transaction })
    },
    yes(site, { transaction, result }, ctx) {
      if (!answer(site, transaction, ctx)) countVote(site, transaction, result, ctx)
    },
    no(site, { transaction }, ctx) {
      if (operational(site, transaction)?.round?.awaits === 'votes') decide(site, transaction, 'abort', ctx)
    },
    preCommit(site, { transaction }, ctx) {
      const open = operational(site, transaction)
      // Who is taken to have failed is not listened to.
      if (open === null || open.up[0] !== ctx.from) return
      becomeCommittable(site, transaction)
      ctx.reply({ type: 'ack', transaction })
      ctx.after(coordinatorTimeout(ctx.options), 'coordinator', transaction)
    },
    ack(site, { transaction }, ctx) {
      countAck(site, transaction, ctx)
    },
    commit(site, { transaction }, ctx) {
      decide(site, transaction, 'commit', ctx)
    },
    abort(site, { transaction }, ctx) {
      // It may overtake the request to vote.
      if (site.transactions[transaction] === undefined) refuse(site, transaction)
      else decide(site, transaction, 'abort', ctx)
    },
    elected(site, { transaction, up }, ctx) {
      if (!answer(site, transaction, ctx)) beElected(site, transaction, up, ctx)
    },
    stateReq(site, { transaction, up }, ctx) {
      if (!answer(site, transaction, ctx)) tellState(site, transaction, up, ctx)
    },
    state(site, { transaction, status, up }, ctx) {
      if (!answer(site, transaction, ctx)) countState(site, transaction, status, up, ctx)
    },
    recovered(site, { transaction, status, up }, ctx) {
      if (!answer(site, transaction, ctx)) hearOf(site, transaction, { status, up: [...up] }, ctx)
    },
  },
  timeout: {
    answers(site, ctx, transaction) {
      const awaits = operational(site, transaction)?.round?.awaits
      if (awaits === 'votes') decide(site, transaction, 'abort', ctx)
      else if (awaits === 'acks') decide(site, transaction, rulesWith(ctx.options.bug).withoutAcks(), ctx)
      else if (awaits === 'states') askThoseWhoAnswered(site, transaction, ctx)
    },
    coordinator(site, ctx, transaction) {
      const open = operational(site, transaction)
      if (open === null) return
      if (rulesWith(ctx.options.bug).mayAbortAlone(open.status)) decide(site, transaction, 'abort', ctx)
      else elect(site, transaction, ctx)
    },
    others(site, ctx, transaction) {
      askAll(site, transaction, ctx)
    },
    sending(site, ctx) {
      sendNext(site, ctx)
    },
  },
})

function vote(
  site: Site,
  transaction: TransactionId,
  participants: readonly NodeId[],
  work: unknown,
  ctx: Ctx,
): void {
  if (!canPromise(site, work, ctx)) {
    refuse(site, transaction)
    ctx.reply({ type: 'no', transaction })
    return
  }
  const yes = {
    type: 'yes',
    transaction,
    coordinator: ctx.from,
    participants: [...participants],
    work,
  } as const
  site.log.push(yes)
  prepare(site, yes, ctx)
  ctx.reply({ type: 'yes', transaction, result: readFor(site, work, ctx) })
  ctx.after(coordinatorTimeout(ctx.options), 'coordinator', transaction)
}

/** Tells whoever writes about a decided transaction how it ended; who has not voted aborts, and is bound by that. */
function answer(site: Site, transaction: TransactionId, ctx: Ctx): boolean {
  if (site.transactions[transaction] === undefined) refuse(site, transaction)
  const standing = site.transactions[transaction]!
  if (isOpen(standing)) return false
  ctx.reply({ type: standing.status, transaction })
  return true
}

/** The site as the properties of atomic commitment read it. */
export const siteProcess = commitProcess(threePhaseCommit, ({ log }) => ({
  length: log.length,
  at(index) {
    const record = log[index]!
    return record.type === 'committable' || record.type === 'up' ? null : record
  },
}))
