import type { NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'
import { type Ballot, compareBallots } from './ballot.ts'
import { rulesWith } from './bugs.ts'
import type { MessageOf, PaxosMessage, Proposal, Value } from './messages.ts'
import { type Ctx, type PaxosOptions, requireRoles, settingsOf, type Timeout } from './roles.ts'

/** A proposer (Lamport 2001, §2.2). */
export interface Proposer {
  /** The highest round it has used or heard of; on stable storage, so that no ballot is used twice (§2.5). */
  round: number
  /** What it was asked to propose; `null` before it has been. */
  own: Value | null
  /** The proposal under way; `null` before the first, and when it is abandoned. */
  attempt: {
    readonly ballot: Ballot
    /** The promises so far, and what each acceptor had accepted; `null` once phase 2 has begun. */
    promises: { readonly acceptor: NodeId; readonly accepted: Proposal | null }[] | null
  } | null
  /** A learner has learned, and none asks. */
  isDone: boolean
}

export const newProposer = (): Proposer => ({ round: 0, own: null, attempt: null, isDone: false })

/** The key of the timer by which a client asks for a value. */
const wishFor = (value: number) => (value === 0 ? '' : String(value))

/** Each client asks for its value after a while; the first that does is heard. */
export function startProposing(_state: Proposer, ctx: Ctx): void {
  const { values, backOff } = settingsOf(ctx)
  for (const value of values.keys()) ctx.after(backOff, 'propose', wishFor(value))
}

/** Waits a while, lest proposers that fail together try again together (§2.4). */
function proposeLater(ctx: Ctx): void {
  const { backOff } = settingsOf(ctx)
  ctx.after(backOff, 'propose')
}

/** Phase 1a: a new ballot, higher than any heard of. */
export function propose(state: Proposer, ctx: Ctx, wish: string): void {
  if (state.isDone) return
  const { acceptors, values, rules } = settingsOf(ctx)
  if (state.own === null) {
    state.own = values[Number(wish)]!
    for (const other of values.keys()) if (other > 0) ctx.cancel('propose', wishFor(other))
  }
  const ballot = { round: ++state.round, proposer: rules.proposerName(ctx.self) }
  state.attempt = { ballot, promises: [] }
  if (state.round > 1) ctx.note('a proposer tries a higher ballot')
  ctx.broadcast({ type: 'prepare', ballot }, acceptors)
  proposeLater(ctx)
}

export const proposerHandlers = {
  /** Phase 2a, once a majority has promised. */
  promise(state: Proposer, { ballot, accepted }: MessageOf<'promise'>, ctx: Ctx): void {
    const { attempt } = state
    if (!attempt?.promises || compareBallots(ballot, attempt.ballot) !== 0) return
    if (attempt.promises.some(({ acceptor }) => acceptor === ctx.from)) return
    attempt.promises.push({ acceptor: ctx.from, accepted })
    const { acceptors, rules } = settingsOf(ctx)
    if (!rules.isMajority(attempt.promises.length, acceptors.length)) return
    const proposals = attempt.promises.flatMap((promise) => promise.accepted ?? [])
    if (proposals.length > 0) ctx.note('a proposer takes over an accepted value')
    attempt.promises = null
    ctx.broadcast({ type: 'accept', ballot, value: rules.valueToPropose(proposals, state.own!) }, acceptors)
  },
  /** Abandons the attempt; the next one, after a while, is above what was promised to others. */
  rejected(state: Proposer, { ballot, promised }: MessageOf<'rejected'>): void {
    state.round = Math.max(state.round, promised.round)
    if (state.attempt && compareBallots(ballot, state.attempt.ballot) === 0) state.attempt = null
  },
  /** A value may be chosen though no learner can tell from what acceptors have accepted last: so proposes again. */
  unlearned(state: Proposer, _message: MessageOf<'unlearned'>, ctx: Ctx): void {
    if (!state.isDone) return
    state.isDone = false
    proposeLater(ctx)
  },
  chosen(state: Proposer, _message: MessageOf<'chosen'>, ctx: Ctx): void {
    state.isDone = true
    state.attempt = null
    ctx.cancel('propose')
  },
}

/** A proposer that is nothing else. */
export const proposer = defineNode<Proposer, PaxosMessage, PaxosOptions, Timeout>('proposer', {
  initial(options) {
    requireRoles('proposer', options, 'acceptors')
    return newProposer()
  },
  persistent: ({ bug }) => rulesWith(bug).proposerKeeps,
  boot: startProposing,
  on: proposerHandlers,
  timeout: { propose, inquire() {} },
})
