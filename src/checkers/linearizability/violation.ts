import type { History, Operation } from '../history.ts'
import { decide, type NotLinearizable } from './decide.ts'
import { describeViolation } from './describe.ts'
import { forget, minimize } from './minimal.ts'
import type { Key, Model } from './model.ts'
import { type Limits, type PartialLinearization, Search } from './search.ts'
import { type Timeline, timelinesOf } from './timeline.ts'

/** Why a history is not linearizable. */
export interface Violation<State, Input, Output> {
  /** The key of the object; undefined if the model has none, null if several objects are tied together. */
  readonly key: Key | null | undefined
  /**
   * The operation whose return made the history fail: what was observed until then can be linearized without that
   * return, and not with it, whatever came afterwards.
   */
  readonly stuck: Operation<Input, Output>
  /** The state to which the first of `partials` leads: the last one in which all was well. */
  readonly lastState: State
  /**
   * The longest partial linearizations: each explains all returns before that of `stuck`, and leads to another
   * state, none of which allows `stuck`. At most eight. Where the earlier returns can only be explained by an effect
   * of `stuck` that its output then contradicts, there is one, with `stuck` in it as an indeterminate operation.
   */
  readonly partials: readonly {
    readonly operations: readonly Operation<Input, Output>[]
    readonly state: State
  }[]
  /**
   * The smallest part of the history that fails by itself: it is linearizable as soon as any one of its operations
   * that returned is forgotten (a read left out, an update indeterminate: see `forget`). Indeterminate ones are the
   * operations that such a linearization makes use of.
   */
  readonly minimal: History<Input, Output>
  /** False if the budget ended before `minimal` was known to be the smallest; it fails all the same. */
  readonly isMinimal: boolean
  /** All this in words, over several lines. */
  readonly explanation: string
}

const MOST_PARTIALS = 8
const STEPS_FOR_PARTIALS = 500_000

/** Explains why a timeline that was decided not to be linearizable is not. */
export function explainViolation<State, Input, Output>(
  timeline: Timeline<Input, Output>,
  model: Model<State, Input, Output>,
  decision: NotLinearizable,
  limits: Limits,
): Violation<State, Input, Output> {
  // The operations are known to belong together; parts of them are not to be split again.
  const whole: Model<State, Input, Output> = Object.create(model, { key: { value: undefined } })
  const event = firstFailure(timeline, whole, decision.reached, limits)
  const stuck = timeline.operations[timeline.returns[event]!]!
  const prefix = prefixUntil(timeline, event, whole)
  const partials = longestPartials(prefix, stuck, whole, limits)
  const suspects = decision.suspects?.map((place) => timeline.operations[place]!)
  const { operations: minimal, isMinimal } = minimize(prefix, stuck, suspects, whole, limits)
  const violation = { key: timeline.key, stuck, lastState: partials[0]!.state, partials, minimal, isMinimal }
  return { ...violation, explanation: describeViolation(violation, model) }
}

/** The history as it was right after a return: what was under way then is indeterminate, what came later is not there. */
function prefixUntil<State, Input, Output>(
  timeline: Timeline<Input, Output>,
  event: number,
  model: Model<State, Input, Output>,
): Operation<Input, Output>[] {
  const { operations, returned, returns, invokedBefore } = timeline
  const end = returned[returns[event]!]!
  return operations
    .slice(0, invokedBefore[event])
    .flatMap((operation, i) =>
      returned[i]! <= end || operation.outcome === 'indeterminate'
        ? operation
        : (forget(operation, model) ?? []),
    )
}

/**
 * The first return after which the history is not linearizable any more, from the return `reached` on. Histories stay
 * so once they are, hence the binary search. Where the limits do not suffice, a later return that is known to fail.
 */
function firstFailure<State, Input, Output>(
  timeline: Timeline<Input, Output>,
  model: Model<State, Input, Output>,
  reached: number,
  limits: Limits,
): number {
  const fails = (event: number) => {
    const [prefix] = timelinesOf(prefixUntil(timeline, event, model), model)
    return prefix !== undefined && decide(prefix, model, limits).verdict === 'not-linearizable'
  }
  let low = reached
  let high = timeline.returns.length - 1
  let middle = low
  while (low < high) {
    if (fails(middle)) high = middle
    else low = middle + 1
    middle = (low + high) >>> 1
  }
  return high
}

/** Linearizations of all that returned before `stuck`, which is the last operation of the prefix to return. */
function longestPartials<State, Input, Output>(
  prefix: readonly Operation<Input, Output>[],
  stuck: Operation<Input, Output>,
  model: Model<State, Input, Output>,
  limits: Limits,
): { operations: Operation<Input, Output>[]; state: State }[] {
  const timeline = timelinesOf(prefix, model)[0]!
  const found: PartialLinearization<State>[] = []
  const share: Limits = { steps: Math.min(limits.steps, STEPS_FOR_PARTIALS), stop: limits.stop }
  new Search(timeline, model).run(share, { at: timeline.returns.length - 1, most: MOST_PARTIALS, found })
  const partials = found.map(({ order, state }) => ({
    operations: order.map((place) => timeline.operations[place]!),
    state,
  }))
  return partials.length > 0 ? partials : [partialByDecision(prefix, stuck, model, limits)]
}

/** One linearization without `stuck`, where a search for them all did not come to an end. */
function partialByDecision<State, Input, Output>(
  prefix: readonly Operation<Input, Output>[],
  stuck: Operation<Input, Output>,
  model: Model<State, Input, Output>,
  limits: Limits,
): { operations: Operation<Input, Output>[]; state: State } {
  const before = prefix.flatMap((operation) =>
    operation === stuck ? (forget(stuck, model) ?? []) : operation,
  )
  const timeline = timelinesOf(before, model)[0]
  const operations: Operation<Input, Output>[] = []
  let state = model.initial()
  if (timeline === undefined) return { operations, state }
  const decision = decide(timeline, model, limits)
  if (decision.verdict !== 'linearizable') return { operations, state }
  for (const place of decision.order()) {
    const operation = timeline.operations[place]!
    operations.push(operation)
    if (operation.outcome === 'failed') continue
    const next = model.step(state, operation.input, operation.outcome === 'ok' ? operation.output : undefined)
    state = next as State
  }
  return { operations, state }
}
