import type { Scenario } from '../../simulation/scenario.ts'
import type { Counterexample } from './counterexample.ts'
import type { Exhausted } from './ending.ts'
import type { HinderingBound } from './liveness/fair-components.ts'
import type { VerifyProgress } from './progress.ts'
import type { Witness } from './witness.ts'

/** What a search came to. */
export interface Verification extends VerifyProgress {
  /**
   * - `verified`: everything within the bounds was seen, and no property is violated.
   * - `violated`: a property that had to hold does not, or, of what the scenario declares to be violated or reached,
   *   something is not within the bounds.
   * - `shown`: what the scenario declares to be violated is, and nothing else was seen to be.
   * - `undecided`: a bound of the search ran out before.
   */
  readonly verdict: 'verified' | 'violated' | 'shown' | 'undecided'
  /** Which bound ran out. */
  readonly exhausted: Exhausted | HinderingBound | null
  /** What may come to hold or not, for the bound that ran out: all else was decided. */
  readonly unsettled: Readonly<Record<string, Exhausted | HinderingBound>>
  readonly violations: readonly Counterexample[]
  /** After how many steps each situation of `reaches` was reached first; `null` when it was not. */
  readonly reached: Readonly<Record<string, number | null>>
  /** The ways on which they were reached. */
  readonly witnesses: readonly Witness[]
  /** Of `violates`, what was not shown. */
  readonly notShown: readonly string[]
  /** How many states lead nowhere else. */
  readonly ends: number
  /** How often handlers ran; all else was looked up. */
  readonly handlerRuns: number
  /** At most so likely were two states taken for one: n²/2⁶⁵ for n states with fingerprints of 64 bits. */
  readonly collision: number
  readonly seed: string
}

/** What a search has counted and found when it ends. */
interface Outcome {
  readonly progress: VerifyProgress
  readonly exhausted: Exhausted | null
  readonly reached: readonly { readonly property: string; readonly depth: number }[]
  readonly ends: number
  readonly handlerRuns: number
}

/** What the verdict is. */
export function verificationOf(
  scenario: Scenario,
  outcome: Outcome,
  violations: readonly Counterexample[],
  witnesses: readonly Witness[],
  seed: string,
  unsettled: Verification['unsettled'] = {},
): Verification {
  const { progress, ends, handlerRuns } = outcome
  const exhausted = outcome.exhausted ?? Object.values(unsettled)[0] ?? null
  const { states } = progress
  const violated = new Set(violations.map(({ property }) => property))
  const declared = scenario.violates.map(({ name }) => name)
  const notShown = declared.filter((name) => !violated.has(name))
  const reached = Object.fromEntries(
    scenario.reaches.map(({ name }) => [
      name,
      outcome.reached.find(({ property }) => property === name)?.depth ?? null,
    ]),
  )
  const isUnexpected = [...violated].some((name) => !declared.includes(name))
  const isShown = declared.length > 0 && notShown.length === 0
  const isMissing = notShown.length > 0 || Object.values(reached).includes(null)
  return {
    ...progress,
    verdict: isUnexpected
      ? 'violated'
      : isShown
        ? 'shown'
        : exhausted !== null
          ? 'undecided'
          : isMissing
            ? 'violated'
            : 'verified',
    exhausted,
    unsettled,
    violations,
    reached,
    witnesses,
    notShown,
    ends,
    handlerRuns,
    collision: (states * states) / 2 / 4_294_967_296 / 4_294_967_296,
    seed,
  }
}
