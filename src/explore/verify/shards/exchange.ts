import type { Fingerprint } from '../order/fingerprints.ts'
import type { Batch } from './outbox.ts'
import type { ShardPart } from './shard-part.ts'

/**
 * A violation or a situation in the step to a state, of those of one depth that with the least fingerprint; of a
 * deadlock, the state is its own parent.
 */
export interface Candidate extends Fingerprint {
  readonly property: string
  readonly message: string
  /** The state before the step, by its number in the whole search, and its fingerprint; -1 of the beginning. */
  readonly parent: number
  readonly parentHigh: number
  readonly parentLow: number
  readonly stack?: string
}

/** What has been found out before the depth that is being expanded, by all shards. */
export interface Known {
  readonly shown: readonly string[]
  readonly reached: readonly string[]
}

/** What a shard does next: it takes in what others found, then goes one step deeper if told to, then expands. */
export interface Command {
  /** By sender. */
  readonly absorb: readonly (Batch | null)[]
  readonly turn: Known | null
  /** How many states. */
  readonly expand: number
  /** The number of a state in the whole search that its owner tells about; -1 for none. */
  readonly tellOf: number
  /** Whether it gives back all that it holds. */
  readonly part: boolean
}

/** How far a shard is. */
export interface Reply {
  /** By receiver. */
  readonly batches: readonly (Batch | null)[]
  /** How many states of this depth wait to be expanded, and how many of the next. */
  readonly waiting: number
  readonly next: number
  readonly generated: number
  readonly states: number
  readonly ends: number
  readonly bytes: number
  readonly handlerRuns: number
  readonly violations: readonly Candidate[]
  readonly reached: readonly Candidate[]
  readonly told: Ancestor | null
  readonly part: ShardPart | null
}

/** A state on the way to a finding. */
export interface Ancestor extends Fingerprint {
  /** Its number in the whole search; -1 of the first. */
  readonly parent: number
}

/** Which of two findings of one depth is told of: the same one, in whatever order they come. */
export function isBefore(a: Candidate, b: Candidate): boolean {
  if (a.high !== b.high || a.low !== b.low) return isLess(a.high, a.low, b.high, b.low)
  if (a.message !== b.message) return a.message < b.message
  return isLess(a.parentHigh, a.parentLow, b.parentHigh, b.parentLow)
}

/** Whether a fingerprint is less than another. */
export function isLess(high: number, low: number, otherHigh: number, otherLow: number): boolean {
  return high < otherHigh || (high === otherHigh && low < otherLow)
}
