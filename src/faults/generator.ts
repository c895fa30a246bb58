import { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { TimedFault } from './fault.ts'

/** What a generator of faults may go by. */
export interface FaultOutlook {
  /** The nodes of the system under test, clients left out. */
  readonly nodes: readonly string[]
  /** Faults strike and end before this time, µs: the end of the run, or where the scenario heals. */
  readonly until: Micros
}

/** Draws a schedule of faults, in order of time, from a stream of its own. */
export interface FaultGenerator {
  readonly name: string
  /** The kinds of fault it may draw, as {@link faultLabel} names them: for the report of what never fired. */
  readonly kinds: readonly string[]
  /** @throws UsageError when an option names a node that the outlook does not have. */
  readonly generate: (random: Random, outlook: FaultOutlook) => TimedFault[]
  /** Of faults of its kinds, in order of time, those that its budget admits; all of them when it has no budget. */
  readonly within?: (schedule: readonly TimedFault[], outlook: FaultOutlook) => TimedFault[]
}

/** From `min` to `max`, both included, µs. */
export type Span = readonly [min: Micros, max: Micros]

/**
 * A whole number from `min` (1 or more) to `max`, each doubling as likely: what breaks at one scale of time, and
 * nobody knows at which, is met at all of them.
 */
export function scaled(random: Random, min: number, max: number): number {
  let doublings = 0
  for (let low = min; low * 2 <= max; low *= 2) doublings++
  let low = min
  for (let i = random.int(0, doublings); i > 0; i--) low *= 2
  return random.int(low, Math.min(max, low * 2 - 1))
}

/** A stream for one part of a generator, so that a draw more in one part shifts nothing in the others. */
export function substream(random: Random, part: string): Random {
  return new Random(`${random.bits()}/${random.bits()}/${part}`)
}

/** By time; those of one time stay in the order given (sorting is stable). */
export function inOrder(schedule: readonly TimedFault[]): TimedFault[] {
  return [...schedule].sort((a, b) => a.at - b.at)
}
