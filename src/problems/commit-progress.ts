import {
  type Answer,
  type NodeView,
  type Property,
  undecided,
  type WatchedNodes,
} from '../checkers/property.ts'
import { formatTime, type Micros } from '../kernel/time.ts'
import type { NodeId } from '../node/context.ts'
import {
  type CommitProcess,
  type CommitStep,
  freshSteps,
  stepReader,
  type TransactionId,
} from './atomic-commit.ts'

interface ProgressOptions {
  /** How long a process that is up may stay without a decision, µs. */
  readonly within: Micros
}

/** A yes vote that no decision has followed. */
interface OpenVote {
  readonly by: NodeId
  readonly transaction: TransactionId
  /** Without whom nobody can tell: the coordinator, and the other participants. */
  readonly waitsFor: readonly NodeId[]
}

interface TimedVote extends OpenVote {
  /** Since when it could have been decided, µs; `null` while the process is down. */
  since: Micros | null
}

/**
 * Non-blocking: every process that is up decides within a bound after its yes vote (or its recovery), whatever happened
 * to others. Two-phase commit does not have it (Bernstein, Hadzilacos & Goodman 1987, §7.4): a blocked process is
 * late, not wrong, and this is the one property that says so. A search, which knows no time, asks that none who stays up
 * is without a decision for ever, though all messages arrive and timers fire, and even if who is down stays down.
 */
export function nonBlocking(processes: readonly CommitProcess[], options: ProgressOptions): Property {
  return decidesWithin('non-blocking', processes, options, false)
}

/**
 * AC5: when all failures are repaired and no new ones occur for long enough, all processes reach a decision. A search,
 * which knows no time, asks that none is without one for ever once all are up for good.
 */
export function allDecideAfterRepair(
  processes: readonly CommitProcess[],
  options: ProgressOptions,
): Property {
  return decidesWithin('AC5 all decide after repair', processes, options, true)
}

function decidesWithin(
  name: string,
  processes: readonly CommitProcess[],
  { within }: ProgressOptions,
  afterHealing: boolean,
): Property {
  return {
    name,
    type: 'eventually',
    kinds: processes.map(({ kind }) => kind),
    rule: { type: 'progress', begin: (nodes) => nobodyWaits(processes, nodes, afterHealing) },
    monitor(nodes) {
      const read = stepReader(processes, nodes)
      const open = new Map<string, TimedVote>()
      let healedAt: Micros | null = afterHealing ? null : 0
      let exercised = 0
      /** No open vote can be late before, µs. */
      let lateAt = Number.POSITIVE_INFINITY
      const follow = (node: NodeView, now: Micros) => {
        for (const step of read(node)) {
          const key = `${node.id}/${step.transaction}`
          if (step.type !== 'yes') open.delete(key)
          else {
            exercised++
            open.set(key, { ...voteOf(node.id, step), since: now })
          }
        }
        for (const vote of open.values())
          if (vote.by === node.id) vote.since = node.up ? (vote.since ?? now) : null
        lateAt = earliest()
      }
      const startOf = ({ since }: TimedVote) =>
        since === null || healedAt === null ? Number.POSITIVE_INFINITY : Math.max(since, healedAt)
      const earliest = () => {
        let least = Number.POSITIVE_INFINITY
        for (const vote of open.values()) least = Math.min(least, startOf(vote) + within)
        return least
      }
      const blocked = (now: Micros) => {
        if (now <= lateAt) return null
        const late = [...open.values()].filter((vote) => startOf(vote) + within < now)
        return `no decision within ${formatTime(within)}: ${told(late, nodes)}`
      }
      return {
        changed(node, now) {
          const sentence = blocked(now)
          if (sentence !== null) return sentence
          follow(node, now)
          return null
        },
        healed(now) {
          if (afterHealing) healedAt = now
          lateAt = earliest()
          return null
        },
        ended({ at }) {
          const sentence = blocked(at)
          if (sentence !== null) return sentence
          if (healedAt === null) return undecided
          return [...open.values()].some((vote) => vote.since !== null) ? undecided : null
        },
        exercised: () => exercised,
      }
    },
  }
}

/** Whether in a state nobody waits for a decision who should not: none of those who are up, or, if all are up, none. */
function nobodyWaits(
  processes: readonly CommitProcess[],
  nodes: WatchedNodes,
  onlyIfAllAreUp: boolean,
): () => Answer {
  const read = freshSteps(processes, nodes)
  const members = nodes.filter(({ kind }) => processes.some((process) => process.kind === kind))
  return () => {
    if (onlyIfAllAreUp && nodes.some(({ up }) => !up)) return true
    const open = members.filter(({ up }) => up).flatMap((node) => openVotes(node.id, read({}, node)))
    return open.length === 0 || told(open, nodes)
  }
}

function openVotes(by: NodeId, steps: readonly CommitStep[]): OpenVote[] {
  const open = new Map<TransactionId, OpenVote>()
  for (const step of steps)
    if (step.type === 'yes') open.set(step.transaction, voteOf(by, step))
    else open.delete(step.transaction)
  return [...open.values()]
}

function voteOf(
  by: NodeId,
  { transaction, coordinator, participants }: Extract<CommitStep, { type: 'yes' }>,
): OpenVote {
  return { by, transaction, waitsFor: [coordinator, ...participants].filter((id) => id !== by) }
}

function told(votes: readonly OpenVote[], nodes: WatchedNodes): string {
  const isUp = (id: NodeId) => nodes.find((node) => node.id === id)?.up ?? false
  const sentences = votes.map(
    ({ by, transaction, waitsFor }) =>
      `${by} is blocked on ${transaction}, waiting for ${waitsFor.map((id) => (isUp(id) ? id : `${id} (down)`)).join(', ')}`,
  )
  return sentences.join('; ')
}
