import { type Micros, ms } from '../../../kernel/time.ts'
import type { Caller, Context, NodeId } from '../../../node/context.ts'
import { keyValueStore } from '../../../problems/machines/key-value-store.ts'
import type { Replica } from '../../../problems/sessions.ts'
import type { StateMachine } from '../../../problems/state-machine.ts'
import type { Ballot } from '../ballot.ts'
import type { Accepted, MultiPaxosMessage, SlotValue, Snapshot } from './messages.ts'

/** How a replica of Multi-Paxos is set up; all of it optional. */
export interface MultiPaxosOptions {
  /** What is replicated; `keyValueStore` unless told. */
  readonly machine?: StateMachine
  /** How long a replica waits for its leader, drawn anew each time, µs; 150–300 ms unless told. */
  readonly leaderTimeout?: readonly [min: Micros, max: Micros]
  /** How often the leader shows that it lives, µs; 50 ms unless told. */
  readonly heartbeat?: Micros
  /** After how many chosen slots they are replaced by a snapshot; 100 unless told. */
  readonly snapshotThreshold?: number
}

/** A proposal of a leader that is not known to be chosen. */
export interface Pending {
  readonly value: SlotValue
  acceptedBy: NodeId[]
}

/** A replica that asks for promises. */
export interface Candidate {
  readonly type: 'candidate'
  readonly promises: { readonly from: NodeId; readonly accepted: readonly Accepted[] }[]
}

/** A replica whose phase 1 has succeeded, for all slots that are not chosen. */
export interface Leader {
  readonly type: 'leader'
  nextSlot: number
  /** Phase 1 has shown that what was chosen before stands below this slot. */
  readonly barrier: number
  readonly pending: Record<number, Pending>
  /** Who waits for what stands in which slot. */
  waiting: { readonly slot: number; readonly caller: Caller }[]
  round: number
  /** The latest round of heartbeats that each replica has answered. */
  readonly heard: Record<NodeId, number>
  reads: {
    readonly caller: Caller
    readonly command: unknown
    readonly round: number
    readonly slot: number
  }[]
}

/** A replica that follows whoever it has promised to; `leader` is whom it has heard of lately. */
export interface Follower {
  readonly type: 'follower'
  leader: NodeId | null
}

/** A replica is proposer, acceptor and learner of every slot. */
export interface MultiPaxosNode {
  /** The highest ballot promised, for all slots; on stable storage, as the next three are. */
  promised: Ballot | null
  /** What was accepted, of slots that are not known to be chosen. */
  accepted: Record<number, { readonly ballot: Ballot; readonly value: SlotValue }>
  /** What is known to be chosen, above the snapshot. */
  chosen: Record<number, SlotValue>
  snapshot: Snapshot
  /** The last slot applied; all up to it are chosen. */
  lastApplied: number
  replica: Replica
  role: Follower | Candidate | Leader
}

export type Timeout = 'leader' | 'heartbeat'

export type Ctx = Context<MultiPaxosMessage, MultiPaxosOptions, Timeout>

export function machineOf({ machine = keyValueStore }: MultiPaxosOptions): StateMachine {
  return machine
}

export function heartbeatOf({ heartbeat = ms(50) }: MultiPaxosOptions): Micros {
  return heartbeat
}

/** All replicas, this one among them. */
export function replicasOf(ctx: Ctx): NodeId[] {
  return [ctx.self, ...ctx.peers]
}

export function isMajority(count: number, ctx: Ctx): boolean {
  return 2 * count > ctx.peers.length + 1
}

/** A copy that shares nothing with what it was made of. */
export function copyOf<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data
}
