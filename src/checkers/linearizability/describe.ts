import type { Operation } from '../history.ts'
import type { Model } from './model.ts'
import type { Violation } from './violation.ts'

/** An operation in the model's words, or as JSON. */
export function describeOperation<State, Input, Output>(
  { input, output, outcome }: Operation<Input, Output>,
  model: Model<State, Input, Output>,
): string {
  const known = outcome === 'indeterminate' ? undefined : output
  if (model.describeOperation !== undefined) return model.describeOperation(input, known)
  return known === undefined ? JSON.stringify(input) : `${JSON.stringify(input)} → ${JSON.stringify(known)}`
}

/** A state in the model's words, or as JSON. */
export function describeState<State, Input, Output>(
  state: State,
  model: Model<State, Input, Output>,
): string {
  return model.describeState?.(state) ?? JSON.stringify(state) ?? String(state)
}

/** A violation in words, over several lines. */
export function describeViolation<State, Input, Output>(
  violation: Omit<Violation<State, Input, Output>, 'explanation'>,
  model: Model<State, Input, Output>,
): string {
  const { key, stuck, partials, minimal, isMinimal } = violation
  const object =
    key === undefined || key === null || key === '' ? model.name : `${model.name} ${JSON.stringify(key)}`
  const states = [...new Set(partials.map(({ state }) => describeState(state, model)))]
  return [
    `Not linearizable (${object}): no order of the operations explains ` +
      `"${describeOperation(stuck, model)}" by ${stuck.process}, which returned at ${stuck.returned}.`,
    `All that returned before can be explained, and leaves ${states.join(', or ')}.`,
    isMinimal
      ? 'The smallest part of the history that fails:'
      : 'A part of the history that fails (perhaps not the smallest):',
    ...rows(minimal, model),
  ].join('\n')
}

/** One line for each operation: who, what, from when to when. */
function rows<State, Input, Output>(
  operations: readonly Operation<Input, Output>[],
  model: Model<State, Input, Output>,
): string[] {
  const words = operations.map((operation) => describeOperation(operation, model))
  const processWidth = Math.max(0, ...operations.map(({ process }) => process.length))
  const wordWidth = Math.max(0, ...words.map((word) => word.length))
  return operations.map(({ process, outcome, invoked, returned }, i) => {
    const end =
      outcome === 'indeterminate'
        ? '…  may have happened, or not'
        : `${returned}${outcome === 'failed' ? '  failed' : ''}`
    return `  ${process.padEnd(processWidth)}  ${words[i]!.padEnd(wordWidth)}  ${invoked}–${end}`
  })
}
