import type { NodeId } from '../../node/context.ts'
import type { CommitRequest, CommitResponse, TransactionId } from '../../problems/atomic-commit.ts'

/** The messages of two-phase commit (Bernstein, Hadzilacos & Goodman 1987, §7.4) with presumed abort. */
export type TwoPhaseCommitMessage =
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
  | { readonly type: 'commit'; readonly transaction: TransactionId }
  | { readonly type: 'abort'; readonly transaction: TransactionId }
  /** Only commits are acknowledged. */
  | { readonly type: 'ack'; readonly transaction: TransactionId }
  /** Who is uncertain asks the coordinator and the other participants. */
  | { readonly type: 'decisionReq'; readonly transaction: TransactionId }
