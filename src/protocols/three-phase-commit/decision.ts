import type { NodeId } from '../../node/context.ts'
import type { CommitStep, Decision, TransactionId } from '../../problems/atomic-commit.ts'
import { fixedVote, type TransactionalResource } from '../../problems/transactional-resource.ts'
import type { ThreePhaseCommitMessage } from './messages.ts'
import {
  type Ctx,
  isOpen,
  operational,
  processesOf,
  type Site,
  type ThreePhaseCommitOptions,
} from './site.ts'

const always: TransactionalResource = fixedVote('yes')
const never: TransactionalResource = fixedVote('no')

export function resourceOf({ resource, vote }: ThreePhaseCommitOptions): TransactionalResource {
  return resource ?? (vote === 'no' ? never : always)
}

/** Whether the site can vote yes: it must keep its promise whatever else happens. */
export function canPromise({ locks, database }: Site, work: unknown, ctx: Ctx): boolean {
  const resource = resourceOf(ctx.options)
  return (
    resource.locks(work).every((lock) => locks[lock] === undefined) && resource.canPromise(database, work)
  )
}

/** What the work reads. */
export function readFor(site: Site, work: unknown, ctx: Ctx): unknown {
  return resourceOf(ctx.options).read(site.database, work)
}

/** Takes a yes vote into the state: from here on the site holds what it promised, and waits. */
export function prepare(site: Site, vote: Extract<CommitStep, { type: 'yes' }>, ctx: Ctx): void {
  const { transaction, coordinator, participants, work } = vote
  site.transactions[transaction] = {
    status: 'uncertain',
    coordinator,
    participants,
    work,
    up: processesOf(vote),
    round: null,
    recovered: null,
  }
  if (!participants.includes(ctx.self)) return
  for (const lock of resourceOf(ctx.options).locks(work)) site.locks[lock] = transaction
}

/** Aborts before voting yes; logged, lest a request that comes late find a site that knows nothing of it. */
export function refuse(site: Site, transaction: TransactionId): void {
  site.log.push({ type: 'abort', transaction })
  site.transactions[transaction] = { status: 'abort' }
}

/** Ends the waiting; who coordinates tells all others, and the client. */
export function decide(site: Site, transaction: TransactionId, decision: Decision, ctx: Ctx): void {
  const open = site.transactions[transaction]
  if (open === undefined || !isOpen(open)) return
  site.log.push({ type: decision, transaction })
  if (decision === 'commit' && open.participants.includes(ctx.self))
    resourceOf(ctx.options).apply(site.database, open.work)
  const { round } = open
  const others = processesOf(open).filter((id) => id !== ctx.self)
  settle(site, transaction, decision, ctx)
  if (round === null) return
  spread(site, others, { type: decision, transaction }, ctx)
  if (round.awaits === 'states' || round.client === null) return
  const results = decision === 'commit' ? round.results : {}
  ctx.replyTo(round.client, { type: 'outcome', transaction, decision, results })
}

/** Takes a decision into the state. */
export function settle(site: Site, transaction: TransactionId, decision: Decision, ctx: Ctx): void {
  const standing = site.transactions[transaction]
  if (standing !== undefined && isOpen(standing) && standing.participants.includes(ctx.self))
    for (const lock of resourceOf(ctx.options).locks(standing.work)) delete site.locks[lock]
  site.transactions[transaction] = { status: decision }
  for (const timeout of ['answers', 'coordinator', 'others'] as const) ctx.cancel(timeout, transaction)
}

/** Takes a pre-commit: all have voted yes. */
export function becomeCommittable(site: Site, transaction: TransactionId): void {
  const open = operational(site, transaction)
  if (open === null || open.status === 'committable') return
  site.log.push({ type: 'committable', transaction })
  open.status = 'committable'
}

/** Sends a message to several sites, one after another if that takes time: a crash may come between. */
export function spread(site: Site, to: readonly NodeId[], message: ThreePhaseCommitMessage, ctx: Ctx): void {
  const { sendingTime = 0 } = ctx.options
  if (sendingTime === 0) {
    ctx.broadcast(message, to)
    return
  }
  for (const id of to) site.outbox.push({ to: id, message: { ...message } })
  if (!site.isSending) sendNext(site, ctx)
}

/** Sends the next message of the broadcasts under way. */
export function sendNext(site: Site, ctx: Ctx): void {
  const next = site.outbox.shift()
  site.isSending = next !== undefined
  if (next === undefined) return
  ctx.send(next.to, next.message)
  ctx.after(ctx.options.sendingTime ?? 0, 'sending')
}
