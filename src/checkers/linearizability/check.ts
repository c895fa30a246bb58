import { UsageError } from '../../kernel/errors.ts'
import type { History, Operation } from '../history.ts'
import { type Decision, decide } from './decide.ts'
import type { Key, Model } from './model.ts'
import type { Limits } from './search.ts'
import { type Timeline, timelinesOf } from './timeline.ts'
import { explainViolation, type Violation } from './violation.ts'

export interface LinearizabilityOptions {
  /**
   * How many steps the check may take: how often one operation may be tried as the next one of a linearization.
   * The same history and budget give the same answer everywhere. 5,000,000 by default, some seconds.
   */
  readonly budget?: number
  /** Asked every thousand steps or so; true ends the check with what is known then. */
  readonly stop?: () => boolean
  /** Whether a violation is explained (with as many steps again); true by default. */
  readonly explain?: boolean
  /** Whether a linearization is given where there is one; false by default. */
  readonly witness?: boolean
}

/** The operations on one object in an order that explains them; those that need not have happened may be missing. */
export interface Linearization<Input, Output> {
  /** The key of the object; undefined if the model has none, null if several objects were tied together. */
  readonly key: Key | null | undefined
  readonly operations: readonly Operation<Input, Output>[]
}

/** Whether a history is linearizable (Herlihy & Wing 1990, §2). */
export type Linearizability<State, Input, Output> =
  | {
      readonly verdict: 'linearizable'
      readonly steps: number
      /** One for each object, if asked for. */
      readonly linearizations?: readonly Linearization<Input, Output>[]
    }
  | {
      readonly verdict: 'not-linearizable'
      readonly steps: number
      /** Why; absent if the explanation was not asked for. */
      readonly violation?: Violation<State, Input, Output>
    }
  | {
      readonly verdict: 'unknown'
      readonly steps: number
      /** The keys of the objects for which the budget did not suffice. */
      readonly undecided: readonly (Key | null | undefined)[]
    }

const DEFAULT_BUDGET = 5_000_000

/** Steps an operation may take on average before harder objects wait for the others. */
const FIRST_ROUND = 64

/**
 * Decides whether a history is linearizable: whether its operations can be ordered one by one, none before another
 * that had returned when it was invoked, so that `model` explains every output.
 *
 * Objects are judged one by one, those that are easy first; one that is not linearizable settles the matter,
 * whatever is not known of others.
 * @throws UsageError for a history whose positions are no total order, and for a model that contradicts itself.
 */
export function checkLinearizability<State, Input, Output>(
  history: History<NoInfer<Input>, NoInfer<Output>>,
  model: Model<State, Input, Output>,
  options: LinearizabilityOptions = {},
): Linearizability<State, Input, Output> {
  const { budget = DEFAULT_BUDGET, stop, explain = true, witness = false } = options
  if (!(budget >= 0))
    throw new UsageError(`Expected \`budget\` to be a number of steps, 0 or more, got ${budget}.`)
  const timelines = timelinesOf(history, model)
  const linearizations: Linearization<Input, Output>[] = []
  let steps = 0
  const decideWithin = (timeline: Timeline<Input, Output>, most: number): Decision => {
    const limits: Limits = { steps: most, stop }
    const decision = decide(timeline, model, limits)
    steps += Math.min(most, most - limits.steps)
    if (decision.verdict === 'linearizable' && witness) {
      const operations = decision.order().map((place) => timeline.operations[place]!)
      linearizations.push({ key: timeline.key, operations })
    }
    return decision
  }

  let undecided: Timeline<Input, Output>[] = timelines
  for (const round of ['easy', 'hard'] as const) {
    const open: Timeline<Input, Output>[] = []
    for (const [i, timeline] of undecided.entries()) {
      const left = budget - steps
      const fair = Math.floor(left / (undecided.length - i))
      const most = round === 'easy' ? Math.min(left, FIRST_ROUND * timeline.operations.length) : fair
      const decision = decideWithin(timeline, most)
      if (decision.verdict === 'unknown') open.push(timeline)
      if (decision.verdict !== 'not-linearizable') continue
      if (!explain) return { verdict: 'not-linearizable', steps }
      const violation = explainViolation(timeline, model, decision, { steps: budget, stop })
      return { verdict: 'not-linearizable', steps, violation }
    }
    undecided = open
  }
  if (undecided.length > 0) return { verdict: 'unknown', steps, undecided: undecided.map(({ key }) => key) }
  return { verdict: 'linearizable', steps, ...(witness && { linearizations }) }
}
