import { type Micros, ms } from '../../kernel/time.ts'
import type { Caller, NodeId } from '../../node/context.ts'
import type { TransactionId } from '../../problems/atomic-commit.ts'
import { rulesWith } from './bugs.ts'
import { becomeCommittable, canPromise, decide, prepare, readFor, refuse, spread } from './decision.ts'
import { type Ctx, type Open, operational, type Site, type ThreePhaseCommitOptions } from './site.ts'

/** How long the coordinator waits for answers, µs: there and back. */
export function answersTimeout({ bound = ms(10) }: ThreePhaseCommitOptions): Micros {
  return 2 * bound
}

/**
 * Begins a transaction. The coordinator votes by that, and is a process of the transaction like the others, whether or
 * not it is given work itself.
 */
export function begin(
  site: Site,
  work: Readonly<Record<NodeId, unknown>>,
  client: Caller | null,
  ctx: Ctx,
): void {
  const transaction = `${ctx.self}.${site.lives}.${++site.begun}`
  const participants = Object.keys(work)
  const results: Record<NodeId, unknown> = {}
  const own = work[ctx.self] ?? null
  const hasWork = participants.includes(ctx.self)
  if (hasWork && !canPromise(site, own, ctx)) {
    refuse(site, transaction)
    if (client) ctx.replyTo(client, { type: 'outcome', transaction, decision: 'abort', results })
    return
  }
  const vote = { type: 'yes', transaction, coordinator: ctx.self, participants, work: own } as const
  site.log.push(vote)
  prepare(site, vote, ctx)
  if (hasWork) results[ctx.self] = readFor(site, own, ctx)
  const missing = participants.filter((id) => id !== ctx.self)
  const open = operational(site, transaction)!
  open.round = { awaits: 'votes', missing, results, client }
  for (const id of missing)
    spread(site, [id], { type: 'voteReq', transaction, participants, work: work[id] }, ctx)
  if (missing.length === 0) allHaveVoted(site, transaction, ctx)
  else ctx.after(answersTimeout(ctx.options), 'answers', transaction)
}

export function countVote(site: Site, transaction: TransactionId, result: unknown, ctx: Ctx): void {
  const round = operational(site, transaction)?.round
  if (round?.awaits !== 'votes') return
  round.missing = round.missing.filter((id) => id !== ctx.from)
  round.results[ctx.from] = result
  if (round.missing.length === 0) allHaveVoted(site, transaction, ctx)
}

function allHaveVoted(site: Site, transaction: TransactionId, ctx: Ctx): void {
  const open = operational(site, transaction)!
  if (open.round?.awaits !== 'votes') return
  const { results, client } = open.round
  const missing = open.participants.filter((id) => id !== ctx.self)
  preCommit(site, transaction, open, { awaits: 'acks', missing, results: { ...results }, client }, ctx)
}

type AcksRound = Extract<Open['round'], { awaits: 'acks' }>

/** The third phase: who is up is to know that all have voted yes before anyone commits. */
export function preCommit(
  site: Site,
  transaction: TransactionId,
  open: Open,
  round: AcksRound,
  ctx: Ctx,
): void {
  const to = [...round.missing]
  becomeCommittable(site, transaction)
  open.round = round
  spread(site, to, { type: 'preCommit', transaction }, ctx)
  ctx.after(answersTimeout(ctx.options), 'answers', transaction)
  commitIfAcknowledged(site, transaction, ctx)
}

export function countAck(site: Site, transaction: TransactionId, ctx: Ctx): void {
  const round = operational(site, transaction)?.round
  if (round?.awaits !== 'acks') return
  round.missing = round.missing.filter((id) => id !== ctx.from)
  commitIfAcknowledged(site, transaction, ctx)
}

function commitIfAcknowledged(site: Site, transaction: TransactionId, ctx: Ctx): void {
  const round = operational(site, transaction)?.round
  if (round?.awaits !== 'acks' || !rulesWith(ctx.options.bug).mayCommit(round.missing.length)) return
  decide(site, transaction, 'commit', ctx)
}
