import { alwaysWithMemory } from '../../checkers/always-with-memory.ts'
import { eventually } from '../../checkers/eventually.ts'
import { type Answer, type NodeView, ofKind, type Property, remembering } from '../../checkers/property.ts'
import type { Micros } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import { stateMachineSafety } from '../../problems/replicated-log.ts'
import { isMajority } from './configuration.ts'
import { currentConfiguration, entryAt, logEnd, termAt } from './log.ts'
import { raft } from './raft.ts'
import type { Server } from './state.ts'

/** Election Safety: at most one leader can be elected in a given term (Figure 3, §5.2). */
export const electionSafety: Property = alwaysWithMemory(
  'election safety',
  raft,
  () => ({ leaders: {} as Record<number, NodeId> }),
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
export const leaderAppendOnly: Property = alwaysWithMemory(
  'leader append-only',
  raft,
  () => ({ ends: {} as Record<NodeId, { leads: number; index: number; term: number }> }),
  ({ ends }, server, { id }) => {
    const leads = server.role.type === 'leader' ? server.currentTerm : -1
    const { lastLogIndex, lastLogTerm } = logEnd(server)
    const before = ends[id]
    ends[id] = { leads, index: lastLogIndex, term: lastLogTerm }
    if (before === undefined || leads === -1 || before.leads !== leads) return true
    if (lastLogIndex < before.index)
      return `${id}, leader of term ${leads}, had entries up to ${before.index}, and now up to ${lastLogIndex}`
    const term = termAt(server, before.index) ?? before.term
    return (
      term === before.term ||
      `${id}, leader of term ${leads}, replaced its entry ${before.index} of term ${before.term} by one of term ${term}`
    )
  },
)

interface KnownLog {
  /** The terms of the entries by index. */
  readonly terms: Record<number, number>
  end: { lastLogIndex: number; lastLogTerm: number }
}

/**
 * Log Matching: if two logs contain an entry with the same index and term, then the logs are identical in all entries
 * up through the given index (Figure 3, §5.3). By induction: such entries are the same, and so are the terms of those
 * before them.
 */
export const logMatching: Property = alwaysWithMemory(
  'log matching',
  raft,
  () => ({
    entries: {} as Record<string, { text: string; previous: number | null; by: NodeId }>,
    logs: {} as Record<NodeId, KnownLog>,
  }),
  ({ entries, logs }, server, { id }) => {
    const known = (logs[id] ??= { terms: {}, end: { lastLogIndex: 0, lastLogTerm: 0 } })
    const end = logEnd(server)
    if (end.lastLogIndex === known.end.lastLogIndex && end.lastLogTerm === known.end.lastLogTerm) return true
    known.end = end
    for (let index = end.lastLogIndex; index > server.snapshot.lastIndex; index--) {
      const entry = entryAt(server, index)!
      if (known.terms[index] === entry.term) return true
      known.terms[index] = entry.term
      const text = JSON.stringify(entry)
      const previous = termAt(server, index - 1) ?? null
      const first = (entries[`${index}/${entry.term}`] ??= { text, previous, by: id })
      if (first.text !== text)
        return `${id} has ${text} at index ${index}, where ${first.by} has ${first.text} of the same term`
      if (first.previous !== previous)
        return `before ${text} at index ${index}, ${id} has an entry of term ${previous}, and ${first.by} one of term ${first.previous}`
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
export const leaderCompleteness: Property = remembering('leader completeness', [raft.kind], {
  memory: () => ({
    committed: { index: 0, term: 0, inTerm: 0 } as LastCommitted,
    /** The latest term that each server has been seen to lead. */
    elected: {} as Record<NodeId, number>,
  }),
  observer(nodes) {
    const servers = ofKind(nodes, raft)
    return (memory, changed) => {
      const node = changed as NodeView<Server>
      const { role, currentTerm, commitIndex } = node.state
      if (role.type !== 'leader') return null
      let answer: Answer | null = null
      if (memory.elected[node.id] !== currentTerm) {
        memory.elected[node.id] = currentTerm
        answer = hasWhatIsCommitted(node, memory.committed)
        if (answer !== null && answer !== true) return answer
      }
      if (commitIndex <= memory.committed.index) return answer
      const committed = { index: commitIndex, term: termAt(node.state, commitIndex)!, inTerm: currentTerm }
      memory.committed = committed
      for (const server of servers) {
        answer = hasWhatIsCommitted(server, committed) ?? answer
        if (answer !== null && answer !== true) return answer
      }
      return answer
    }
  },
})

/** The last entry committed, and the term of the leader that committed it. */
interface LastCommitted {
  readonly index: number
  readonly term: number
  readonly inTerm: number
}

function hasWhatIsCommitted({ id, state }: NodeView<Server>, committed: LastCommitted): Answer | null {
  if (state.role.type !== 'leader' || state.currentTerm <= committed.inTerm) return null
  return (
    has(state, committed) ||
    `${id} leads term ${state.currentTerm} without entry ${committed.index} of term ${committed.term}, committed in term ${committed.inTerm}`
  )
}

/** State Machine Safety (Figure 3, §5.4.3): servers apply the same entries at the same indexes. */
export const raftStateMachineSafety: Property = stateMachineSafety(raft, (server) => ({
  lastApplied: server.lastApplied,
  entry: (index) => entryAt(server, index),
}))

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
