import type { NodeId } from '../../node/context.ts'
import type { CommitRequest, CommitResponse, TransactionId } from '../../problems/atomic-commit.ts'
import type { Undecided } from './site.ts'

/** The messages of three-phase commit (Bernstein, Hadzilacos & Goodman 1987, §7.5). */
export type ThreePhaseCommitMessage =
  | CommitRequest
  | CommitResponse
  | {
      readonly type: 'voteReq'
      readonly transaction: TransactionId
      readonly participants: readonly NodeId[]
      readonly work: unknown
    }
  | { readonly type: 'yes'; readonly transaction: TransactionId; readonly result: unknown }
  | { readonly type: 'no'; readonly transaction: TransactionId }
  | { readonly type: 'preCommit'; readonly transaction: TransactionId }
  | { readonly type: 'ack'; readonly transaction: TransactionId }
  | { readonly type: 'commit'; readonly transaction: TransactionId }
  | { readonly type: 'abort'; readonly transaction: TransactionId }
  /** To the first of those that are up: it is to coordinate. */
  | { readonly type: 'elected'; readonly transaction: TransactionId; readonly up: readonly NodeId[] }
  /** From an elected coordinator. */
  | { readonly type: 'stateReq'; readonly transaction: TransactionId; readonly up: readonly NodeId[] }
  | {
      readonly type: 'state'
      readonly transaction: TransactionId
      readonly status: Undecided
      readonly up: readonly NodeId[]
    }
  /** From a site that was down and does not know the decision: what its log says, and a question to all. */
  | {
      readonly type: 'recovered'
      readonly transaction: TransactionId
      readonly status: Undecided
      readonly up: readonly NodeId[]
    }
