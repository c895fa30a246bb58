import type { History, Operation } from '../../../src/checkers/history.ts'
import { impossible, type Model } from '../../../src/checkers/linearizability/model.ts'

/** A model of all objects at once, where `model` is one of a single object. */
function ofAllObjects<Input, Output>(
  model: Model<unknown, Input, Output>,
): Model<ReadonlyMap<unknown, unknown>, Input, Output> {
  // A set, and registers that are written together, are one object whatever their keys.
  const keyOf = (input: Input) => (['set', 'multi-register'].includes(model.name) ? '' : model.key?.(input))
  const stateOf = (states: ReadonlyMap<unknown, unknown>, input: Input) =>
    states.has(keyOf(input)) ? states.get(keyOf(input)) : model.initial()
  return {
    name: model.name,
    initial: () => new Map(),
    step(states, input, output) {
      const after = model.step(stateOf(states, input), input, output)
      return after === impossible ? impossible : new Map(states).set(keyOf(input), after)
    },
    ...(model.mayFail && {
      mayFail: (states, input, output) => model.mayFail!(stateOf(states, input), input, output),
    }),
  }
}

/**
 * Linearizability straight from its definition (Herlihy & Wing 1990, §2), for histories of a few operations: every
 * order that respects precedence is tried, and of a model nothing but `initial`, `step` and `mayFail` is used.
 */
export function isLinearizableByDefinition<Input, Output>(
  history: History<Input, Output>,
  ofOne: Model<unknown, Input, Output>,
): boolean {
  const model = ofAllObjects(ofOne)
  type State = ReadonlyMap<unknown, unknown>
  const operations = history.filter(({ outcome }) => outcome !== 'failed' || model.mayFail !== undefined)
  const extend = (state: State, left: readonly Operation<Input, Output>[]): boolean =>
    left.every(({ outcome }) => outcome === 'indeterminate') ||
    left.some((next) => {
      if (left.some((other) => precedes(other, next))) return false
      const after = apply(model, state, next)
      return (
        after !== impossible &&
        extend(
          after,
          left.filter((other) => other !== next),
        )
      )
    })
  return extend(model.initial(), operations)
}

/** The state after an operation, failed ones leaving it alone. */
export function apply<State, Input, Output>(
  model: Model<State, Input, Output>,
  state: State,
  { input, output, outcome }: Operation<Input, Output>,
): State | typeof impossible {
  if (outcome === 'failed') return model.mayFail!(state, input, output) ? state : impossible
  return model.step(state, input, outcome === 'indeterminate' ? undefined : output)
}

export function precedes(a: Operation, b: Operation): boolean {
  return a.returned !== null && a.returned < b.invoked
}

/** Whether `order` is a linearization of `history`, leaving out at most indeterminate operations. */
export function isLinearizationOf<State, Input, Output>(
  order: readonly Operation<Input, Output>[],
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): boolean {
  const present = new Set(order)
  const complete = history.every((operation) => present.has(operation) || operation.outcome !== 'ok')
  const ordered = order.every((later, i) => !order.slice(0, i).some((earlier) => precedes(later, earlier)))
  let state: State | typeof impossible = model.initial()
  for (const operation of order) if (state !== impossible) state = apply(model, state, operation)
  return complete && ordered && present.size === order.length && state !== impossible
}
