import type { History } from './history.ts'
import { checkLinearizability } from './linearizability/check.ts'
import { describeViolation } from './linearizability/describe.ts'
import type { Model } from './linearizability/model.ts'
import { type Property, undecided } from './property.ts'

interface LinearizableOptions {
  /** How many steps the check may take (see `checkLinearizability`); a run that needs more is undecided. */
  readonly budget?: number
}

/** A batch has many violations and shows few of them: one is explained in some hundredths of a second. */
const stepsToExplain = 20_000

/**
 * What the clients saw can be explained by a single copy of `model` that serves one operation at a time
 * (Herlihy & Wing 1990).
 */
export function linearizable<State, Input, Output>(
  model: Model<State, Input, Output>,
  options: LinearizableOptions = {},
): Property {
  const judge = (history: History) => {
    const judged = history as History<Input, Output>
    const { verdict } = checkLinearizability(judged, model, { ...options, explain: false })
    if (verdict === 'unknown') return undecided
    if (verdict === 'linearizable') return null
    const told = checkLinearizability(judged, model, { budget: stepsToExplain })
    if (told.verdict !== 'not-linearizable' || !told.violation)
      return 'not linearizable, and too long a history to say why in short'
    return describeViolation(told.violation, model)
  }
  return {
    name: 'linearizability',
    type: 'history',
    kinds: [],
    rule: { type: 'history', judge },
    monitor() {
      let exercised = 0
      return {
        ended({ history }) {
          exercised = history.filter(({ outcome }) => outcome === 'ok').length
          return judge(history)
        },
        exercised: () => exercised,
      }
    },
  }
}
