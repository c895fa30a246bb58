import { alwaysWithMemory } from '../../checkers/always-with-memory.ts'
import { eventually } from '../../checkers/eventually.ts'
import { type Answer, type NodeView, ofKind, type Property, remembering } from '../../checkers/property.ts'
import type { Micros } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { News } from '../../node/news.ts'
import { isSameEntry, stateMachineSafety } from '../../problems/replicated-log.ts'
import { isMajority } from './configuration.ts'
import { currentConfiguration, entryAt, lastIndex, lastTerm, termAt } from './log.ts'
import type { Entry } from './messages.ts'
import { raft } from './raft.ts'
import type { Server } from './state.ts'

/** The parts of what is read of a server: its role and term, the end of its log, and how far it has committed and applied. */
const parts = { leadership: 1, log: 2, committed: 4, applied: 8 }

/** The same parts, as what is new in a leader. */
const ofLeader = (some: number) => some << 4

/**
 * What the properties of Figure 3 read of a server; most heartbeats, for one, bring nothing. A log is known by its end: that
 * nothing below it changes is log matching.
 */
class ServerNews implements News {
  private term = -1
  private committed = -1
  private applied = -1
  private role = ''
  private end = -1
  private endTerm = -1
  // Of what is the same object, nothing that matters has changed: these spare a look into it.
  private roleSeen: Server['role'] | null = null
  private snapshotSeen: Server['snapshot'] | null = null
  private lastSeen: Entry | null = null
  private length = -1

  of(state: unknown): number {
    const server = state as Server
    const { log } = server
    const last = log.length > 0 ? log[log.length - 1]! : null
    const isOther =
      server.role !== this.roleSeen ||
      last !== this.lastSeen ||
      log.length !== this.length ||
      server.commitIndex !== this.committed ||
      server.lastApplied !== this.applied ||
      server.currentTerm !== this.term ||
      server.snapshot !== this.snapshotSeen
    return isOther ? this.otherParts(server, last) : 0
  }

  private otherParts(server: Server, last: Entry | null): number {
    const end = lastIndex(server)
    const endTerm = lastTerm(server)
    const others =
      (server.role.type !== this.role || server.currentTerm !== this.term ? parts.leadership : 0) |
      (end !== this.end || endTerm !== this.endTerm ? parts.log : 0) |
      (server.commitIndex !== this.committed ? parts.committed : 0) |
      (server.lastApplied !== this.applied ? parts.applied : 0)
    this.role = server.role.type
    this.term = server.currentTerm
    this.end = end
    this.endTerm = endTerm
    this.committed = server.commitIndex
    this.applied = server.lastApplied
    this.roleSeen = server.role
    this.snapshotSeen = server.snapshot
    this.lastSeen = last
    this.length = server.log.length
    return this.role === 'leader' ? others | ofLeader(others) : others
  }
}

const news = () => new ServerNews()

function alwaysOfServers<Memory extends object>(
  name: string,
  reads: number,
  memory: () => Memory,
  observe: (memory: Memory, server: Server, node: NodeView<Server>) => Answer,
): Property {
  return { ...alwaysWithMemory(name, raft, memory, observe), news, reads }
}

/** Election Safety: at most one leader can be elected in a given term (Figure 3, §5.2). */
export const electionSafety: Property = alwaysOfServers(
  'election safety',
  parts.leadership,
  () => ({ leaders: [] as NodeId[] }),
  ({ leaders }, { role, currentTerm }, { id }) => {
    if (role.type !== 'leader') return true
    const first = (leaders[currentTerm] ??= id)
    return first === id || `${first} and ${id} both became leader in term ${currentTerm}`
  },
)

/**
 * Leader Append-Only: a leader never overwrites or deletes entries in its log; it only appends new ones (Figure 3,
 * §5.3). What is looked at is the end of the log: that nothing below it changes is log matching.
 */
export const leaderAppendOnly: Property = alwaysOfServers(
  'leader append-only',
  parts.leadership | ofLeader(parts.log),
  /** Where the log of each server ended, and which term it led; -1 for none. */
  () => ({ ends: [] as { leads: number; index: number; term: number }[] }),
  ({ ends }, server, { id, index: place }) => {
    const end = (ends[place] ??= { leads: -1, index: 0, term: 0 })
    const leads = server.role.type === 'leader' ? server.currentTerm : -1
    const { index, term } = end
    const isNew = end.leads !== leads
    end.leads = leads
    end.index = lastIndex(server)
    end.term = lastTerm(server)
    if (leads === -1 || isNew || (end.index === index && end.term === term)) return true
    if (end.index < index)
      return `${id}, leader of term ${leads}, had entries up to ${index}, and now up to ${end.index}`
    const now = termAt(server, index) ?? term
    return (
      now === term ||
      `${id}, leader of term ${leads}, replaced its entry ${index} of term ${term} by one of term ${now}`
    )
  },
)

interface KnownLog {
  /** The terms of the entries by index. */
  readonly terms: number[]
  lastIndex: number
  lastTerm: number
}

interface KnownEntry {
  readonly entry: Entry
  /** The term of the entry before it; `null` where nothing is known. */
  readonly previous: number | null
  readonly by: NodeId
}

/**
 * Log Matching: if two logs contain an entry with the same index and term, then the logs are identical in all entries
 * up through the given index (Figure 3, §5.3). By induction: such entries are the same, and so are the terms of those
 * before them.
 */
export const logMatching: Property = alwaysOfServers(
  'log matching',
  parts.log,
  () => ({
    /** By term and index. */
    entries: [] as KnownEntry[][],
    logs: [] as KnownLog[],
  }),
  ({ entries, logs }, server, { id, index: place }) => {
    const known = (logs[place] ??= { terms: [], lastIndex: 0, lastTerm: 0 })
    const end = lastIndex(server)
    if (end === known.lastIndex && lastTerm(server) === known.lastTerm) return true
    known.lastIndex = end
    known.lastTerm = lastTerm(server)
    for (let index = end; index > server.snapshot.lastIndex; index--) {
      const entry = entryAt(server, index)!
      if (known.terms[index] === entry.term) return true
      known.terms[index] = entry.term
      const previous = termAt(server, index - 1) ?? null
      const ofTerm = (entries[entry.term] ??= [])
      const first = (ofTerm[index] ??= { entry, previous, by: id })
      if (!isSameEntry(first.entry, entry))
        return `${id} has ${JSON.stringify(entry)} at index ${index}, where ${first.by} has ${JSON.stringify(first.entry)} of the same term`
      if (first.previous !== previous)
        return `before ${JSON.stringify(entry)} at index ${index}, ${id} has an entry of term ${previous}, and ${first.by} one of term ${first.previous}`
    }
    return true
  },
)

/** Whether a log has the entry of a term at an index; what a snapshot has replaced was committed and counts as had. */
function has(server: Server, { index, term }: { index: number; term: number }): boolean {
  return index < server.snapshot.lastIndex || termAt(server, index) === term
}

/**
 * Leader Completeness: if a log entry is committed in a given term, then that entry will be present in the logs of the
 * leaders for all higher-numbered terms (Figure 3, §5.4). By log matching it suffices to look for the last of them.
 */
export const leaderCompleteness: Property = {
  news,
  reads: parts.leadership | ofLeader(parts.committed),
  unread: 'nothing at risk',
  ...remembering('leader completeness', [raft.kind], {
    memory: () => ({
      committed: { index: 0, term: 0, inTerm: 0 } as LastCommitted,
      /** The latest term that each server has been seen to lead. */
      elected: [] as number[],
    }),
    observer(nodes) {
      const servers = ofKind(nodes, raft)
      return (memory, state, node) => {
        const leader = state as Server
        const { role, currentTerm, commitIndex } = leader
        if (role.type !== 'leader') return null
        let answer: Answer | null = null
        if (memory.elected[node.index] !== currentTerm) {
          memory.elected[node.index] = currentTerm
          answer = hasWhatIsCommitted(node.id, leader, memory.committed)
          if (answer !== null && answer !== true) return answer
        }
        if (commitIndex <= memory.committed.index) return answer
        const committed = { index: commitIndex, term: termAt(leader, commitIndex)!, inTerm: currentTerm }
        memory.committed = committed
        for (const server of servers) {
          answer = hasWhatIsCommitted(server.id, server.state, committed) ?? answer
          if (answer !== null && answer !== true) return answer
        }
        return answer
      }
    },
  }),
}

/** The last entry committed, and the term of the leader that committed it. */
interface LastCommitted {
  readonly index: number
  readonly term: number
  readonly inTerm: number
}

function hasWhatIsCommitted(id: NodeId, state: Server, committed: LastCommitted): Answer | null {
  if (state.role.type !== 'leader' || state.currentTerm <= committed.inTerm) return null
  return (
    has(state, committed) ||
    `${id} leads term ${state.currentTerm} without entry ${committed.index} of term ${committed.term}, committed in term ${committed.inTerm}`
  )
}

/** State Machine Safety (Figure 3, §5.4.3): servers apply the same entries at the same indexes. */
export const raftStateMachineSafety: Property = {
  news,
  reads: parts.applied,
  ...stateMachineSafety(raft, { lastApplied: (server) => server.lastApplied, entry: entryAt }),
}

/** The properties of Figure 3, all of which hold at all times. */
export const raftSafety: readonly Property[] = [
  electionSafety,
  leaderAppendOnly,
  logMatching,
  leaderCompleteness,
  raftStateMachineSafety,
]

/** Once the cluster is whole again, a leader is elected that a majority of its configuration follows. */
export function leaderIsElected(options: { readonly within?: Micros } = {}): Property {
  return eventually(
    'a leader is elected',
    raft,
    (_servers, nodes) => {
      const leads = ({ id, up, state }: NodeView<Server>) =>
        up &&
        state.role.type === 'leader' &&
        isMajority(currentConfiguration(state), followersOf(id, state, nodes))
      return (
        nodes.some(leads) ||
        nodes.map(({ id, state }) => `${id} is ${state.role.type} of term ${state.currentTerm}`).join(', ')
      )
    },
    options,
  )
}

function followersOf(leader: NodeId, { currentTerm }: Server, nodes: readonly NodeView<Server>[]): NodeId[] {
  return nodes.flatMap(({ id, up, state }) => {
    const follows = state.role.type === 'follower' && state.role.leader === leader
    return up && state.currentTerm === currentTerm && (id === leader || follows) ? [id] : []
  })
}
