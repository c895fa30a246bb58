import { type NodeView, type Property, undecided } from '../checkers/property.ts'
import { formatTime, type Micros } from '../kernel/time.ts'
import type { NodeId } from '../node/context.ts'
import { type CommitProcess, stepReader, type TransactionId } from './atomic-commit.ts'

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
  /** Since when it could have been decided, µs; `null` while the process is down. */
  since: Micros | null
}

/**
 * Non-blocking: every process that is up decides within a bound after its yes vote (or its recovery), whatever happened
 * to others. Two-phase commit does not have it (Bernstein, Hadzilacos & Goodman 1987, §7.4): a blocked process is
 * late, not wrong, and this is the one property that says so.
 */
export function nonBlocking(processes: readonly CommitProcess[], options: ProgressOptions): Property {
  return decidesWithin('non-blocking', processes, options, false)
}

/** AC5: when all failures are repaired and no new ones occur for long enough, all processes reach a decision. */
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
    monitor(nodes) {
      const read = stepReader(processes, nodes)
      const isUp = (id: NodeId) => nodes.find((node) => node.id === id)?.up ?? false
      const open = new Map<string, OpenVote>()
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
            const waitsFor = [step.coordinator, ...step.participants].filter((id) => id !== node.id)
            open.set(key, { by: node.id, transaction: step.transaction, waitsFor, since: now })
          }
        }
        for (const vote of open.values())
          if (vote.by === node.id) vote.since = node.up ? (vote.since ?? now) : null
        lateAt = earliest()
      }
      const startOf = ({ since }: OpenVote) =>
        since === null || healedAt === null ? Number.POSITIVE_INFINITY : Math.max(since, healedAt)
      const earliest = () => {
        let least = Number.POSITIVE_INFINITY
        for (const vote of open.values()) least = Math.min(least, startOf(vote) + within)
        return least
      }
      const blocked = (now: Micros) => {
        if (now <= lateAt) return null
        const late = [...open.values()].filter((vote) => startOf(vote) + within < now)
        const told = late.map(
          ({ by, transaction, waitsFor }) =>
            `${by} is blocked on ${transaction}, waiting for ${waitsFor.map((id) => (isUp(id) ? id : `${id} (down)`)).join(', ')}`,
        )
        return `no decision within ${formatTime(within)}: ${told.join('; ')}`
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
