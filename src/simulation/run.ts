import type { History } from '../checkers/history.ts'
import type { Fault } from '../faults/fault.ts'
import type { Micros } from '../kernel/time.ts'
import type { Journal } from '../trace/journal.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { PropertyReport, Violation } from './judge.ts'
import type { SentMessage } from './pinned-network.ts'
import type { Plan } from './plan.ts'
import type { Scenario } from './scenario.ts'
import type { Statistics } from './statistics.ts'

/** What came of a run. */
export interface Run {
  /**
   * `violated` when any property was, `undecided` when the run ended before its time (at the scenario's limit of
   * events, or where it was told to) or a property needed more than its budget, and else `passed`.
   */
  readonly verdict: 'passed' | 'violated' | 'undecided'
  /** Each violated property once, in the order in which they were violated. */
  readonly violations: readonly Violation[]
  readonly properties: readonly PropertyReport[]
  /** How many events were handled. */
  readonly events: number
  /** Virtual time of the end, µs. */
  readonly endedAt: Micros
  /** Sixteen hexadecimal digits over all events: equal hashes, equal runs. */
  readonly hash: string
  readonly stats: Statistics
  /** What the clients invoked and got back. */
  readonly history: History
  /** What was run: with the scenario, all it takes to run it again. */
  readonly plan: Plan
  /** Every message in the order of sending, if asked for: their fates pinned make the same run without chance. */
  readonly sent?: readonly SentMessage[]
  /** What happened, if the run was recorded. */
  readonly trace?: Trace
}

/** A fault that somebody let strike while the run was under way. */
export interface Injected {
  /** How many events had been handled. */
  readonly afterEvents: number
  readonly at: Micros
  readonly fault: Fault
}

/** A recorded run. */
export interface Trace {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly events: Journal
  /** How many events were handled; the journal has more entries. */
  readonly handled: number
  /** Where the run can be gone on with from. */
  readonly checkpoints: Checkpoints
  /** What was injected besides the plan, in order; absent when nothing was. */
  readonly injected?: readonly Injected[]
}
