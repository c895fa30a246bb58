import type { Micros } from '../../kernel/time.ts'
import type { Caller, Context, NodeId } from '../../node/context.ts'
import type { CommitStep, Decision, TransactionId } from '../../problems/atomic-commit.ts'
import type { TransactionalResource } from '../../problems/transactional-resource.ts'
import type { ThreePhaseCommitBug } from './bugs.ts'
import type { ThreePhaseCommitMessage } from './messages.ts'

export interface ThreePhaseCommitOptions {
  /** Of the one transaction that the site begins by itself when it first starts; without it, clients begin them. */
  readonly participants?: readonly NodeId[]
  /** How the site votes when it guards nothing; yes unless told. */
  readonly vote?: 'yes' | 'no'
  /** What it guards, which then decides its votes. */
  readonly resource?: TransactionalResource
  /**
   * What every message takes less than, from the decision to send it until it is handled, µs; 10 ms unless told. The
   * protocol takes a site that is silent for longer to have failed, so it is only as good as this promise.
   */
  readonly bound?: Micros
  /** How long it takes to send one message of a broadcast, so that a crash may come between, µs; 0 unless told. */
  readonly sendingTime?: Micros
  readonly bug?: ThreePhaseCommitBug
}

/** Voted yes; `committable` if it also knows that all others did (a pre-commit was received). */
export type Undecided = 'uncertain' | 'committable'

/** What survives a crash, in the order of writing; on stable storage before anything is sent. */
export type SiteRecord =
  | CommitStep
  | { type: 'committable'; transaction: TransactionId }
  /** Who else has not failed, as far as the site knows (UP). */
  | { type: 'up'; transaction: TransactionId; up: readonly NodeId[] }

/** What a site says of an undecided transaction. */
export interface Report {
  status: Undecided
  up: readonly NodeId[]
}

/** What a coordinator is waiting for. */
export type Round =
  | { awaits: 'votes'; missing: NodeId[]; results: Record<NodeId, unknown>; client: Caller | null }
  | { awaits: 'acks'; missing: NodeId[]; results: Record<NodeId, unknown>; client: Caller | null }
  | { awaits: 'states'; reports: Record<NodeId, Undecided> }

/** A transaction that the site has not decided. */
export interface Open {
  status: Undecided
  coordinator: NodeId
  participants: readonly NodeId[]
  work: unknown
  /** Who has not failed, as far as the site knows, in the order in which they coordinate: the first one does now. */
  up: NodeId[]
  /** What it waits for while it coordinates. */
  round: Round | null
  /** While it takes part: `null`. After a crash it no longer does, and keeps what others say that had crashed too. */
  recovered: Record<NodeId, Report> | null
}

export type Standing = Open | { status: Decision }

export interface Site {
  log: SiteRecord[]
  /** What it guards, as committed transactions left it. */
  database: unknown
  /** How often it has started; a part of transactions' names, so that no crash lets one be given twice. */
  lives: number
  /** The latest request of each client. */
  requests: Record<NodeId, number>
  /** How many transactions it has begun in this life. */
  begun: number
  /** What its log says of each transaction; it keeps decisions, as others may ask for them. */
  transactions: Record<TransactionId, Standing>
  /** What undecided transactions hold. */
  locks: Record<string, TransactionId>
  /** What is left to send of broadcasts under way. */
  outbox: { to: NodeId; message: ThreePhaseCommitMessage }[]
  isSending: boolean
}

export type ThreePhaseCommitTimeout = 'answers' | 'coordinator' | 'others' | 'sending'
export type Ctx = Context<ThreePhaseCommitMessage, ThreePhaseCommitOptions, ThreePhaseCommitTimeout>

/** The transaction, if it is open and the site has not failed since its vote. */
export function operational({ transactions }: Site, transaction: TransactionId): Open | null {
  const standing = transactions[transaction]
  return standing !== undefined && isOpen(standing) && standing.recovered === null ? standing : null
}

export function isOpen(standing: Standing): standing is Open {
  return standing.status === 'uncertain' || standing.status === 'committable'
}

/** All sites of a transaction, in the order in which they coordinate. */
export function processesOf({
  coordinator,
  participants,
}: Pick<Open, 'coordinator' | 'participants'>): NodeId[] {
  return [coordinator, ...participants.filter((id) => id !== coordinator)]
}

/** Whether the site has voted yes on some transaction and does not know whether all have. */
export function isUncertainSite(site: Site): boolean {
  return Object.values(site.transactions).some(({ status }) => status === 'uncertain')
}

/** Whether the site knows of some transaction that all have voted yes, and not yet that it is committed. */
export function isCommittable(site: Site): boolean {
  return Object.values(site.transactions).some(({ status }) => status === 'committable')
}

/** Whether the site has decided so on some transaction. */
export function siteHasDecided(site: Site, decision: Decision): boolean {
  return Object.values(site.transactions).some(({ status }) => status === decision)
}
