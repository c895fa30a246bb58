import type { LogRequest, LogResponse } from '../../../problems/replicated-log.ts'
import type { LoggedCommand, Replica } from '../../../problems/sessions.ts'
import type { Ballot } from '../ballot.ts'

/** What stands in a slot: a client's command, or nothing, where a gap had to be filled (Lamport 2001, §3). */
export type SlotValue = LoggedCommand | { readonly type: 'noOp' }

/** A value in a slot of the log. */
export interface Chosen {
  readonly slot: number
  readonly value: SlotValue
}

/** A proposal for a slot that an acceptor has accepted. */
export interface Accepted extends Chosen {
  readonly ballot: Ballot
}

/** The log up to a slot, as what it comes to. */
export interface Snapshot {
  readonly slot: number
  readonly replica: Replica
}

/** What one replica knows and another lacks, from a slot on. */
export interface Knowledge {
  /** In place of slots that the sender has forgotten one by one. */
  readonly snapshot: Snapshot | null
  readonly chosen: readonly Chosen[]
}

/** The messages among replicas; phase 1 is for all slots at once (Lamport 2001, §3). */
export type MultiPaxosMessage =
  | LogRequest
  | LogResponse
  /** Phase 1a, for every slot from `from` on, up to which the sender knows what is chosen. */
  | { readonly type: 'prepareAll'; readonly ballot: Ballot; readonly from: number }
  /** Phase 1b. */
  | {
      readonly type: 'promiseAll'
      readonly ballot: Ballot
      readonly accepted: readonly Accepted[]
      readonly known: Knowledge
    }
  /** Phase 2a for one slot; `chosenUpTo` tells how far the leader knows all slots to be chosen. */
  | {
      readonly type: 'acceptSlot'
      readonly ballot: Ballot
      readonly slot: number
      readonly value: SlotValue
      readonly chosenUpTo: number
    }
  /** Phase 2b. */
  | { readonly type: 'acceptedSlot'; readonly ballot: Ballot; readonly slot: number }
  /** The leader lives; answers of a majority to its `round` confirm that it still leads. */
  | {
      readonly type: 'heartbeat'
      readonly ballot: Ballot
      readonly round: number
      readonly chosenUpTo: number
    }
  | { readonly type: 'heartbeatHeard'; readonly ballot: Ballot; readonly round: number }
  /** A higher ballot has been promised. */
  | { readonly type: 'outbid'; readonly promised: Ballot }
  /** A replica that lags asks for what is chosen from a slot on. */
  | { readonly type: 'catchUp'; readonly from: number }
  | { readonly type: 'known'; readonly known: Knowledge }

export type MessageOf<Type extends MultiPaxosMessage['type']> = Extract<
  MultiPaxosMessage,
  { readonly type: Type }
>
