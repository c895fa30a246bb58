import type { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { TimedFault } from './fault.ts'

/** What a generator of faults may go by. */
export interface FaultOutlook {
  /** The nodes of the system under test, clients left out. */
  readonly nodes: readonly string[]
  /** Faults strike before this time, µs: the end of the run, or where the scenario heals. */
  readonly until: Micros
}

/** Draws a schedule of faults from a seed. */
export interface FaultGenerator {
  readonly name: string
  /** The kinds of fault it may draw, as {@link faultLabel} names them: for the report of what never fired. */
  readonly kinds: readonly string[]
  readonly generate: (random: Random, outlook: FaultOutlook) => TimedFault[]
}

/** From `min` to `max`, both included, µs. */
export type Span = readonly [min: Micros, max: Micros]

/** The times of a renewal process: gaps are uniform between half and one and a half times `every`. */
export function recurringTimes(random: Random, every: Micros, until: Micros): Micros[] {
  const times: Micros[] = []
  const gap = () => random.int(Math.ceil(every / 2), Math.ceil(every * 1.5))
  for (let time = gap(); time < until; time += gap()) times.push(time)
  return times
}

/** A span's length drawn, cut so that the fault ends before `until`. */
export function lasting(random: Random, [min, max]: Span, time: Micros, until: Micros): Micros {
  return Math.max(1, Math.min(random.int(min, max), until - time))
}
