import { type Micros, ms } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { TransactionId } from '../../problems/atomic-commit.ts'
import { rulesWith } from './bugs.ts'
import { answersTimeout, preCommit } from './coordination.ts'
import { decide, spread } from './decision.ts'
import {
  type Ctx,
  type Open,
  operational,
  type Site,
  type ThreePhaseCommitOptions,
  type Undecided,
} from './site.ts'

/**
 * How long a participant waits for its coordinator, µs. The longest silence is that of an elected coordinator for one
 * that is committable: until all states are in (2 bounds), others have acknowledged (2), and the decision comes (1).
 */
export function coordinatorTimeout({ bound = ms(10) }: ThreePhaseCommitOptions): Micros {
  return 5 * bound
}

/** The coordinator has failed: the next one is told so, or it is this site. */
export function elect(site: Site, transaction: TransactionId, ctx: Ctx): void {
  const open = operational(site, transaction)
  if (open === null) return
  ctx.note('a participant gives up waiting for its coordinator')
  narrow(site, transaction, open, open.up.slice(1))
  const next = open.up[0]!
  if (next === ctx.self) {
    askForStates(site, transaction, open, ctx)
    return
  }
  ctx.send(next, { type: 'elected', transaction, up: [...open.up] })
  ctx.after(coordinatorTimeout(ctx.options), 'coordinator', transaction)
}

/** This site is to coordinate, unless it already does and hears of no more failures. */
export function beElected(site: Site, transaction: TransactionId, up: readonly NodeId[], ctx: Ctx): void {
  const open = operational(site, transaction)
  if (open === null || !up.includes(ctx.self)) return
  const isNews = narrow(site, transaction, open, up)
  if (open.round === null || (isNews && open.round.awaits === 'states'))
    askForStates(site, transaction, open, ctx)
}

function askForStates(site: Site, transaction: TransactionId, open: Open, ctx: Ctx): void {
  ctx.note('an elected coordinator asks for states')
  ctx.cancel('coordinator', transaction)
  open.round = { awaits: 'states', reports: {} }
  const others = open.up.filter((id) => id !== ctx.self)
  spread(site, others, { type: 'stateReq', transaction, up: [...open.up] }, ctx)
  if (others.length === 0) conclude(site, transaction, open, {}, ctx)
  else ctx.after(answersTimeout(ctx.options), 'answers', transaction)
}

export function tellState(site: Site, transaction: TransactionId, up: readonly NodeId[], ctx: Ctx): void {
  const open = operational(site, transaction)
  if (open === null || open.round !== null || !up.includes(ctx.self) || !open.up.includes(ctx.from)) return
  narrow(site, transaction, open, up)
  ctx.reply({ type: 'state', transaction, status: open.status, up: [...open.up] })
  ctx.after(coordinatorTimeout(ctx.options), 'coordinator', transaction)
}

export function countState(
  site: Site,
  transaction: TransactionId,
  status: Undecided,
  up: readonly NodeId[],
  ctx: Ctx,
): void {
  const open = operational(site, transaction)
  if (open?.round?.awaits !== 'states' || !open.up.includes(ctx.from)) return
  if (narrow(site, transaction, open, up)) {
    askForStates(site, transaction, open, ctx)
    return
  }
  // An answer to an earlier question: the site has not yet heard of all failures.
  if (up.length > open.up.length) return
  const { reports } = open.round
  reports[ctx.from] = status
  if (open.up.every((id) => id === ctx.self || reports[id] !== undefined))
    conclude(site, transaction, open, { ...reports }, ctx)
}

/**
 * Those who did not answer have failed. The others are asked again: nothing is decided before everyone who is up knows
 * who is not, or else the last to fail might, when they recover, count a state that the decision did not.
 */
export function askThoseWhoAnswered(site: Site, transaction: TransactionId, ctx: Ctx): void {
  const open = operational(site, transaction)
  if (open?.round?.awaits !== 'states') return
  const { reports } = open.round
  narrow(
    site,
    transaction,
    open,
    open.up.filter((id) => id === ctx.self || reports[id] !== undefined),
  )
  askForStates(site, transaction, open, ctx)
}

/** The rules TR3 and TR4; TR1 and TR2 are applied as soon as somebody answers with a decision. */
function conclude(
  site: Site,
  transaction: TransactionId,
  open: Open,
  reports: Readonly<Record<NodeId, Undecided>>,
  ctx: Ctx,
): void {
  if (rulesWith(ctx.options.bug).terminate([open.status, ...Object.values(reports)]) === 'abort') {
    ctx.note('all who are up are uncertain, and abort')
    decide(site, transaction, 'abort', ctx)
    return
  }
  const missing = open.up.filter((id) => reports[id] === 'uncertain')
  if (missing.length > 0) ctx.note('who is committable makes the uncertain so')
  preCommit(site, transaction, open, { awaits: 'acks', missing, results: {}, client: null }, ctx)
}

/** Takes over that others have failed; true if that was news. */
function narrow(site: Site, transaction: TransactionId, open: Open, up: readonly NodeId[]): boolean {
  const left = open.up.filter((id) => up.includes(id))
  if (left.length === open.up.length) return false
  site.log.push({ type: 'up', transaction, up: [...left] })
  open.up = left
  return true
}
