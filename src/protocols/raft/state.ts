import type { Micros } from '../../kernel/time.ts'
import type { Caller, Context, NodeId } from '../../node/context.ts'
import { newReplica, type Replica } from '../../problems/sessions.ts'
import { type Configuration, configurationOf } from './configuration.ts'
import type { Entry, Message } from './messages.ts'
import type { Settings } from './options.ts'

/** The state of a server (Figure 2). */
export interface Server {
  // Persistent state on all servers
  currentTerm: number
  votedFor: NodeId | null
  /** The entries after the snapshot's last: the entry at index i is `log[i - snapshot.lastIndex - 1]`. */
  log: Entry[]
  snapshot: Snapshot

  // Volatile state on all servers
  commitIndex: number
  lastApplied: number
  /** The state machine, with the sessions of its clients. */
  replica: Replica
  role: Role
  /** The index of the latest configuration in the log, committed or not (§6); at most `snapshot.lastIndex` if none. */
  configurationIndex: number
  /** When the leader was heard last, µs of this server's clock. */
  heardFromLeaderAt: Micros | null
  /** A snapshot of which not all chunks have come. */
  incoming: { lastIndex: number; lastTerm: number; data: string } | null
}

/** What the applied entries have made of the state machine (§7). */
export interface Snapshot {
  readonly lastIndex: number
  readonly lastTerm: number
  /** The latest configuration as of `lastIndex`. */
  readonly configuration: Configuration
  /** The replica as JSON; empty for one that nothing has been applied to. */
  readonly data: string
}

/** What a server is, with the state that only such a server has. */
export type Role =
  | { readonly type: 'follower'; leader: NodeId | null }
  | { readonly type: 'preCandidate'; votes: NodeId[] }
  | { readonly type: 'candidate'; votes: NodeId[] }
  | Leader

/** Volatile state on leaders, reinitialized after election. */
export interface Leader {
  readonly type: 'leader'
  /** The index of the no-op that begins the leader's term (§8). */
  readonly noOpIndex: number
  /** For each other server that has been sent anything. */
  progress: Progress[]
  /** Counts broadcasts: who answers one recognised the leader after the earlier ones were sent. */
  round: number
  /** Requests to be answered once the entry at their index is applied, in order of index. */
  waiting: { readonly index: number; readonly caller: Caller }[]
  /** Reads to be answered, in order of round. */
  reads: PendingRead[]
  change: { readonly members: readonly NodeId[]; readonly caller: Caller } | null
  transfer: { readonly to: NodeId; readonly caller: Caller; isAsked: boolean } | null
  /** Not once the leader has asked for its own replacement: whenever that message arrives, another may be elected. */
  mayUseLease: boolean
}

/** What a leader knows of another server. */
export interface Progress {
  readonly server: NodeId
  /** The index of the next entry to send; entries below it are under way or known to match. */
  nextIndex: number
  /** The highest entry known to be replicated there. */
  matchIndex: number
  /** The latest round that the server has answered, and when that was sent, µs of the leader's clock. */
  round: number
  sentAt: Micros
  /** Whether it has answered since the leader last looked (check-quorum). */
  isActive: boolean
  /** How much of the snapshot it has received, in characters, and of which snapshot. */
  snapshotIndex: number
  snapshotOffset: number
}

/** A read that waits for its leader to be confirmed (dissertation §6.4). */
export interface PendingRead {
  readonly caller: Caller
  readonly command: unknown
  readonly readIndex: number
  readonly round: number
}

export type TimeoutName = 'election' | 'heartbeat' | 'checkQuorum' | 'transfer'
export type Ctx = Context<Message, Settings, TimeoutName>

export function newServer({ members, machine }: Settings): Server {
  return {
    currentTerm: 0,
    votedFor: null,
    log: [],
    snapshot: emptySnapshot(configurationOf(members ?? [])),
    commitIndex: 0,
    lastApplied: 0,
    replica: newReplica(machine),
    role: { type: 'follower', leader: null },
    configurationIndex: 0,
    heardFromLeaderAt: null,
    incoming: null,
  }
}

/** Of a log that nothing has been applied from. */
export function emptySnapshot(configuration: Configuration): Snapshot {
  return { lastIndex: 0, lastTerm: 0, configuration, data: '' }
}
