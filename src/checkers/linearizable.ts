import type { History } from './history.ts'
import { checkLinearizability } from './linearizability/check.ts'
import { describeViolation } from './linearizability/describe.ts'
import type { Model } from './linearizability/model.ts'
import { type Property, undecided } from './property.ts'

interface LinearizableOptions {
  /** How many steps the check may take (see `checkLinearizability`); a run that needs more is undecided. */
  readonly budget?: number
}

/**
 * What the clients saw can be explained by a single copy of `model` that serves one operation at a time
 * (Herlihy & Wing 1990).
 */
export function linearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  options: LinearizableOptions = {},
): Property {
  return {
    name: 'linearizability',
    type: 'history',
    kinds: [],
    monitor() {
      let exercised = 0
      return {
        ended({ history }) {
          exercised = history.filter(({ outcome }) => outcome === 'ok').length
          const answer = checkLinearizability(history as History<Input, Output>, model, options)
          if (answer.verdict === 'unknown') return undecided
          if (answer.verdict === 'linearizable') return null
          return answer.violation ? describeViolation(answer.violation, model) : ''
        },
        exercised: () => exercised,
      }
    },
  }
}
