import type { Micros } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { LogRequest, LogResponse } from '../../problems/replicated-log.ts'
import type { LoggedCommand } from '../../problems/sessions.ts'
import type { Configuration } from './configuration.ts'

/** What stands at an index of the log. */
export type Entry = { readonly term: number } & (
  | LoggedCommand
  /** With which a leader begins its term, to learn what is committed (§8). */
  | { readonly type: 'noOp' }
  | { readonly type: 'configuration'; readonly configuration: Configuration }
)

/** How far a candidate's log reaches (§5.4.1). */
export interface LogEnd {
  readonly lastLogIndex: number
  readonly lastLogTerm: number
}

/** RequestVote RPC (Figure 2), and its rehearsal, the pre-vote (dissertation §9.6). */
type Election =
  | ({ readonly type: 'preVote'; readonly term: number } & LogEnd)
  | {
      readonly type: 'preVoteResponse'
      readonly term: number
      /** The term for which the vote would be. */
      readonly forTerm: number
      readonly voteGranted: boolean
    }
  | ({
      readonly type: 'requestVote'
      readonly term: number
      /** Asked for by the leader itself, so that hearing from it is no reason to refuse (dissertation §3.10). */
      readonly isTransfer: boolean
    } & LogEnd)
  | { readonly type: 'requestVoteResponse'; readonly term: number; readonly voteGranted: boolean }
  /** Start an election now (dissertation §3.10). */
  | { readonly type: 'timeoutNow'; readonly term: number }

/** What a leader stamps its requests with and gets back: which broadcast it was, and when, µs of its own clock. */
export interface Round {
  readonly round: number
  readonly sentAt: Micros
}

/** AppendEntries RPC (Figure 2). */
export type AppendEntries = {
  readonly type: 'appendEntries'
  readonly term: number
  readonly prevLogIndex: number
  readonly prevLogTerm: number
  readonly entries: readonly Entry[]
  readonly leaderCommit: number
} & Round

/** The follower's log agrees with the leader's up to `matchIndex`. */
export type Accepted = {
  readonly type: 'appendEntriesResponse'
  readonly term: number
  readonly success: true
  readonly matchIndex: number
} & Round

/** The follower's log does not have the entry before; with the hints of §5.3 for backing up a term at a time. */
export type Refused = {
  readonly type: 'appendEntriesResponse'
  readonly term: number
  readonly success: false
  readonly prevLogIndex: number
  /** The term of the entry that stands at `prevLogIndex` instead; `null` when the log ends before it. */
  readonly conflictTerm: number | null
  /** The first index of that term; or where the log ends, the index after its last. */
  readonly conflictIndex: number
} & Round

/** InstallSnapshot RPC (Figure 13). */
export type InstallSnapshot = {
  readonly type: 'installSnapshot'
  readonly term: number
  readonly lastIncludedIndex: number
  readonly lastIncludedTerm: number
  readonly configuration: Configuration
  /** Where in the snapshot the chunk stands, in characters. */
  readonly offset: number
  readonly data: string
  readonly done: boolean
} & Round

export type InstallSnapshotResponse = {
  readonly type: 'installSnapshotResponse'
  readonly term: number
  readonly lastIncludedIndex: number
  /** How much of the snapshot the follower has, in characters. */
  readonly received: number
  readonly isInstalled: boolean
} & Round

/** What an administrator may ask of a leader. */
export type AdministratorRequest =
  | { readonly type: 'changeMembership'; readonly members: readonly NodeId[] }
  | { readonly type: 'transferLeadership'; readonly to: NodeId }

export type AdministratorResponse =
  | { readonly type: 'membershipChanged' }
  | { readonly type: 'leadershipTransferred' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'notLeader'; readonly leader: NodeId | null }

/** Everything that servers, clients and administrators say. */
export type Message =
  | Election
  | AppendEntries
  | Accepted
  | Refused
  | InstallSnapshot
  | InstallSnapshotResponse
  | LogRequest
  | LogResponse
  | AdministratorRequest
  | AdministratorResponse

/** The message of a type. */
export type MessageOf<Type extends Message['type']> = Extract<Message, { readonly type: Type }>
