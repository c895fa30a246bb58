import type { StrategyName } from '../../src/explore/search/strategy-names.ts'
import type { Target } from './targets.ts'

/** How a strategy fared with a bug: medians over the repeats. */
export interface Row {
  readonly protocol: string
  readonly id: string
  readonly bug: string
  readonly world: Target['world']
  readonly strategy: StrategyName
  readonly repeats: number
  /** In how many repeats something was violated. */
  readonly found: number
  /** Plans and events to the first find; `null` when most repeats found nothing. */
  readonly seeds: number | null
  readonly events: number | null
  /** Processor time of a repeat, whether it found something or not, ms. */
  readonly time: number
  /** What was violated first, in the first repeat that found something. */
  readonly property: string | null
}

/** What is left of a failing plan of a bug. */
export interface ShrunkPlan {
  readonly protocol: string
  readonly id: string
  readonly bug: string
  readonly world: Target['world']
  readonly strategy: StrategyName
  readonly property: string
  /** Faults, armed conditions and pinned messages. */
  readonly anomalies: number
  readonly operations: number
  readonly nodes: number
  readonly minimal: boolean
  /** Processor time, ms. */
  readonly time: number
  readonly script: readonly string[]
}

/** The middle one (of two the lower), where a repeat without a find counts as infinity; then `null`. */
export function median(values: readonly number[]): number | null {
  const middle = [...values].sort((a, b) => a - b)[(values.length - 1) >> 1]
  return middle === undefined || middle === Number.POSITIVE_INFINITY ? null : middle
}
