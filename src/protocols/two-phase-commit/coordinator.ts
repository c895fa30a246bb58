import { type Micros, ms } from '../../kernel/time.ts'
import type { Caller, Context, NodeId } from '../../node/context.ts'
import { defineNode } from '../../node/definition.ts'
import { commitProcess, type TransactionId } from '../../problems/atomic-commit.ts'
import { rulesWith, type TwoPhaseCommitBug } from './bugs.ts'
import { type DtLog, write } from './log.ts'
import type { TwoPhaseCommitMessage } from './messages.ts'

export interface CoordinatorOptions {
  /** Of the one transaction that it begins by itself when it first starts; without it, clients begin them. */
  readonly participants?: readonly NodeId[]
  /** How long to wait for votes, and for acknowledgements before a commit is sent again, µs; 200 ms unless told. */
  readonly timeout?: Micros
  readonly bug?: TwoPhaseCommitBug
}

/** Presumed abort (Mohan, Lindsay & Obermarck 1986, §3.1): without a commit record, a transaction has aborted. */
export type CoordinatorRecord =
  | { type: 'commit'; transaction: TransactionId; participants: readonly NodeId[] }
  | { type: 'abort'; transaction: TransactionId }
  /** All participants have acknowledged the commit: nobody will ask any more. */
  | { type: 'end'; transaction: TransactionId }

interface Voting {
  participants: readonly NodeId[]
  yes: NodeId[]
  results: Record<NodeId, unknown>
  client: Caller | null
}

export interface Coordinator extends DtLog<CoordinatorRecord> {
  /** How often it has started; a part of transactions' names, so that no crash lets one be given twice. */
  lives: number
  /** The latest request of each client. */
  requests: Record<NodeId, number>
  /** How many transactions it has begun in this life. */
  begun: number
  /** Transactions whose votes are not all in. */
  voting: Record<TransactionId, Voting>
  /** Of committed transactions, who has not acknowledged; then the transaction is forgotten. */
  committed: Record<TransactionId, NodeId[]>
}

type Ctx = Context<TwoPhaseCommitMessage, CoordinatorOptions, 'votes' | 'acks'>

const usualTimeout = ms(200)

/** The coordinator of two-phase commit (Bernstein, Hadzilacos & Goodman 1987, §7.4, Figure 7-3), presuming abort. */
export const coordinator = defineNode<
  Coordinator,
  TwoPhaseCommitMessage,
  CoordinatorOptions,
  'votes' | 'acks'
>('coordinator', {
  initial: ({ bug }) => {
    rulesWith(bug)
    return { log: [], tail: [], lives: 0, requests: {}, begun: 0, voting: {}, committed: {} }
  },
  persistent: ['log', 'lives', 'requests'],
  boot(state, ctx) {
    state.lives++
    recover(state, ctx)
    const { participants } = ctx.options
    if (state.lives > 1 || participants === undefined) return
    begin(state, Object.fromEntries(participants.map((id) => [id, null])), null, ctx)
  },
  on: {
    begin(state, { request, work }, ctx) {
      if (request <= (state.requests[ctx.from] ?? 0)) return
      state.requests[ctx.from] = request
      begin(state, work, ctx.caller, ctx)
    },
    yes(state, { transaction, result }, ctx) {
      const voting = state.voting[transaction]
      if (voting === undefined) {
        answer(state, transaction, ctx)
        return
      }
      if (voting.yes.includes(ctx.from)) return
      voting.yes.push(ctx.from)
      voting.results[ctx.from] = result
      if (voting.yes.length === voting.participants.length) commit(state, transaction, voting, ctx)
    },
    no(state, { transaction }, ctx) {
      abort(state, transaction, ctx)
    },
    ack(state, { transaction }, ctx) {
      const missing = state.committed[transaction]?.filter((id) => id !== ctx.from)
      if (missing === undefined) return
      state.committed[transaction] = missing
      if (missing.length === 0) end(state, transaction, ctx)
    },
    decisionReq(state, { transaction }, ctx) {
      if (state.voting[transaction] === undefined) answer(state, transaction, ctx)
    },
  },
  timeout: {
    votes(state, ctx, transaction) {
      ctx.note('the coordinator gives up waiting for votes')
      abort(state, transaction, ctx)
    },
    acks(state, ctx, transaction) {
      const missing = state.committed[transaction]
      if (missing !== undefined) spreadCommit(transaction, missing, ctx)
    },
  },
})

/** Recovery (§7.4): what has a commit record and no end record is sent out again; of the rest, nothing is known. */
function recover(state: Coordinator, ctx: Ctx): void {
  for (const record of state.log)
    if (record.type === 'commit') state.committed[record.transaction] = [...record.participants]
    else delete state.committed[record.transaction]
  for (const [transaction, missing] of Object.entries(state.committed))
    spreadCommit(transaction, missing, ctx)
}

function begin(
  state: Coordinator,
  work: Readonly<Record<NodeId, unknown>>,
  client: Caller | null,
  ctx: Ctx,
): void {
  const transaction = `${ctx.self}.${state.lives}.${++state.begun}`
  const participants = Object.keys(work)
  state.voting[transaction] = { participants, yes: [], results: {}, client }
  for (const id of participants) ctx.send(id, { type: 'voteReq', transaction, participants, work: work[id] })
  ctx.after(ctx.options.timeout ?? usualTimeout, 'votes', transaction)
}

function commit(state: Coordinator, transaction: TransactionId, voting: Voting, ctx: Ctx): void {
  const participants = [...voting.participants]
  rulesWith(ctx.options.bug).logCommit(state, { type: 'commit', transaction, participants })
  const { client, results } = voting
  if (client) ctx.replyTo(client, { type: 'outcome', transaction, decision: 'commit', results })
  delete state.voting[transaction]
  ctx.cancel('votes', transaction)
  state.committed[transaction] = [...participants]
  spreadCommit(transaction, participants, ctx)
}

function spreadCommit(transaction: TransactionId, to: readonly NodeId[], ctx: Ctx): void {
  ctx.broadcast({ type: 'commit', transaction }, to)
  ctx.after(ctx.options.timeout ?? usualTimeout, 'acks', transaction)
}

/** Neither forced nor acknowledged, and forgotten at once: who asks later is told so because nothing is known. */
function abort(state: Coordinator, transaction: TransactionId, ctx: Ctx): void {
  const voting = state.voting[transaction]
  if (voting === undefined) return
  write(state, { type: 'abort', transaction })
  const { client, participants } = voting
  if (client) ctx.replyTo(client, { type: 'outcome', transaction, decision: 'abort', results: {} })
  ctx.broadcast({ type: 'abort', transaction }, participants)
  delete state.voting[transaction]
  ctx.cancel('votes', transaction)
}

function end(state: Coordinator, transaction: TransactionId, ctx: Ctx): void {
  write(state, { type: 'end', transaction })
  delete state.committed[transaction]
  ctx.cancel('acks', transaction)
}

/** Tells a participant how a transaction ended that is not voted on. */
function answer(state: Coordinator, transaction: TransactionId, ctx: Ctx): void {
  const isCommitted = state.committed[transaction] !== undefined
  if (!isCommitted) ctx.note('the coordinator presumes abort')
  ctx.reply({ type: isCommitted ? 'commit' : 'abort', transaction })
}

/** The coordinator as the properties of atomic commitment read it. */
export const coordinatorProcess = commitProcess(coordinator, ({ log, tail }) => ({
  length: log.length + tail.length,
  at(index) {
    const record = (index < log.length ? log[index] : tail[index - log.length])!
    return record.type === 'end' ? null : record
  },
}))
