import type { Plan } from '../../simulation/plan.ts'
import type { Discovery } from './discovery.ts'

/**
 * A way of choosing what to run next. Plans are numbered as seeds are, from the first one on; which plan a number
 * means follows from the scenario, the first number and what the runs of earlier generations came upon, and from
 * nothing else: not from how many workers there are.
 */
export interface Strategy {
  readonly name: string
  /** How many plans are made before what their runs came upon is learned; `null` where nothing is learned. */
  readonly generation: number | null
  /** The plan of a number; of a strategy that learns, of one in the current generation. */
  planFor(number: number): Plan
  /** What the runs of the current generation came upon, in the order of their numbers; the next one begins. */
  learn?(discoveries: readonly Discovery[]): void
}
