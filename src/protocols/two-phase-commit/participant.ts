import { type Micros, ms } from '../../kernel/time.ts'
import type { Context, NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'
import {
  type CommitStep,
  commitProcess,
  type Decision,
  type TransactionId,
} from '../../problems/atomic-commit.ts'
import { fixedVote, type TransactionalResource } from '../../problems/transactional-resource.ts'
import { rulesWith, type TwoPhaseCommitBug } from './bugs.ts'
import { type DtLog, force, write } from './log.ts'
import type { TwoPhaseCommitMessage } from './messages.ts'

export interface ParticipantOptions {
  /** How it votes when it guards nothing; yes unless told. */
  readonly vote?: 'yes' | 'no'
  /** What it guards, which then decides its votes. */
  readonly resource?: TransactionalResource
  /** How long to be uncertain before asking, and asking again, µs; 200 ms unless told. */
  readonly timeout?: Micros
  readonly bug?: TwoPhaseCommitBug
}

/** A transaction, as far as the participant knows. */
type Standing =
  | { status: 'uncertain'; coordinator: NodeId; participants: readonly NodeId[]; work: unknown }
  | { status: Decision; coordinator: NodeId | null }

export interface Participant extends DtLog<CommitStep> {
  /** What it guards, as committed transactions left it. */
  database: unknown
  /** What its log says of each transaction; it keeps decisions, as others may ask for them. */
  transactions: Record<TransactionId, Standing>
  /** What uncertain transactions hold. */
  locks: Record<string, TransactionId>
}

type Ctx = Context<TwoPhaseCommitMessage, ParticipantOptions, 'decision'>

const always: TransactionalResource = fixedVote('yes')
const never: TransactionalResource = fixedVote('no')

/**
 * A participant of two-phase commit with the cooperative termination protocol (Bernstein, Hadzilacos & Goodman 1987,
 * §7.4). The request for its vote carries the work, so it waits for nothing before it.
 */
export const participant = defineNode<Participant, TwoPhaseCommitMessage, ParticipantOptions, 'decision'>(
  'participant',
  {
    initial: (options) => {
      rulesWith(options.bug)
      return { log: [], tail: [], database: resourceOf(options).initial(), transactions: {}, locks: {} }
    },
    persistent: ['log', 'database'],
    boot: recover,
    on: {
      voteReq(state, { transaction, participants, work }, ctx) {
        const standing = state.transactions[transaction]
        if (standing === undefined && canPromise(state, work, ctx)) {
          const vote: CommitStep = { type: 'yes', transaction, coordinator: ctx.from, participants, work }
          rulesWith(ctx.options.bug).logYes(state, vote)
          prepare(state, vote, ctx)
          ctx.after(ctx.options.timeout ?? usualTimeout, 'decision', transaction)
        } else if (standing === undefined) refuse(state, transaction, ctx)
        sayVote(state, transaction, ctx)
      },
      commit(state, { transaction }, ctx) {
        decide(state, transaction, 'commit', ctx)
        const standing = state.transactions[transaction]
        if (standing?.status === 'commit' && standing.coordinator !== null)
          ctx.send(standing.coordinator, { type: 'ack', transaction })
      },
      abort(state, { transaction }, ctx) {
        decide(state, transaction, 'abort', ctx)
      },
      decisionReq(state, { transaction }, ctx) {
        // Who has not voted may still decide: the answer binds it.
        if (state.transactions[transaction] === undefined) refuse(state, transaction, ctx)
        const { status } = state.transactions[transaction]!
        if (status !== 'uncertain') ctx.reply({ type: status, transaction })
      },
    },
    timeout: {
      decision(state, ctx, transaction) {
        if (rulesWith(ctx.options.bug).mayAbortAlone()) decide(state, transaction, 'abort', ctx)
        else ask(state, transaction, ctx)
      },
    },
  },
)

const usualTimeout = ms(200)

/** The log is read again; what is uncertain holds its locks as before, and asks at once (§7.4). */
function recover(state: Participant, ctx: Ctx): void {
  for (const record of state.log)
    if (record.type === 'yes') prepare(state, record, ctx)
    else settle(state, record.transaction, record.type, ctx)
  for (const transaction of uncertain(state)) ask(state, transaction, ctx)
}

function canPromise({ locks, database }: Participant, work: unknown, ctx: Ctx): boolean {
  const resource = resourceOf(ctx.options)
  return (
    resource.locks(work).every((lock) => locks[lock] === undefined) && resource.canPromise(database, work)
  )
}

function prepare(state: Participant, vote: Extract<CommitStep, { type: 'yes' }>, ctx: Ctx): void {
  const { transaction, coordinator, participants, work } = vote
  state.transactions[transaction] = { status: 'uncertain', coordinator, participants, work }
  for (const lock of resourceOf(ctx.options).locks(work)) state.locks[lock] = transaction
}

/** Aborts before voting yes; forced, lest a request that comes late find a participant that knows nothing of it. */
function refuse(state: Participant, transaction: TransactionId, ctx: Ctx): void {
  force(state, { type: 'abort', transaction })
  settle(state, transaction, 'abort', ctx)
}

function sayVote(state: Participant, transaction: TransactionId, ctx: Ctx): void {
  const standing = state.transactions[transaction]!
  if (standing.status === 'uncertain') {
    const result = resourceOf(ctx.options).read(state.database, standing.work)
    ctx.reply({ type: 'yes', transaction, result })
  } else if (standing.status === 'abort') ctx.reply({ type: 'no', transaction })
}

/** Ends the uncertainty; a commit is forced and acknowledged, an abort neither. */
function decide(state: Participant, transaction: TransactionId, decision: Decision, ctx: Ctx): void {
  const standing = state.transactions[transaction]
  if (standing?.status !== 'uncertain') return
  if (ctx.from !== standing.coordinator && ctx.from !== ctx.self)
    ctx.note('a participant learns the decision from another')
  if (decision === 'abort') write(state, { type: 'abort', transaction })
  else {
    force(state, { type: 'commit', transaction })
    resourceOf(ctx.options).apply(state.database, standing.work)
  }
  settle(state, transaction, decision, ctx)
}

function settle(state: Participant, transaction: TransactionId, decision: Decision, ctx: Ctx): void {
  const standing = state.transactions[transaction]
  if (standing?.status === 'uncertain')
    for (const lock of resourceOf(ctx.options).locks(standing.work)) delete state.locks[lock]
  state.transactions[transaction] = { status: decision, coordinator: standing?.coordinator ?? null }
  ctx.cancel('decision', transaction)
}

/** The cooperative termination protocol (§7.4): anyone who has decided, or has not voted, can help. */
function ask(state: Participant, transaction: TransactionId, ctx: Ctx): void {
  const standing = state.transactions[transaction]
  if (standing?.status !== 'uncertain') return
  ctx.note('an uncertain participant asks for the decision')
  const others = standing.participants.filter((id) => id !== ctx.self)
  ctx.broadcast({ type: 'decisionReq', transaction }, [standing.coordinator, ...others])
  ctx.after(ctx.options.timeout ?? usualTimeout, 'decision', transaction)
}

function resourceOf({ resource, vote }: ParticipantOptions): TransactionalResource {
  return resource ?? (vote === 'no' ? never : always)
}

function uncertain({ transactions }: Participant): TransactionId[] {
  return Object.keys(transactions).filter((id) => transactions[id]!.status === 'uncertain')
}

/** Whether it has voted yes on some transaction and does not know its outcome. */
export function isUncertain(participant: Participant): boolean {
  return uncertain(participant).length > 0
}

/** Whether it has decided so on some transaction. */
export function hasDecided(participant: Participant, decision: Decision): boolean {
  return Object.values(participant.transactions).some(({ status }) => status === decision)
}

/** The participant as the properties of atomic commitment read it. */
export const participantProcess = commitProcess(participant, ({ log, tail }) => ({
  length: log.length + tail.length,
  at: (index) => (index < log.length ? log[index] : tail[index - log.length])!,
}))
