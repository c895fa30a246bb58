import type { History, Operation } from './history.ts'
import type { DrawnLinearization, HistoryPicture } from './history-picture.ts'
import { checkLinearizability } from './linearizability/check.ts'
import { describeOperation, describeState, describeViolation } from './linearizability/describe.ts'
import type { Key, Model } from './linearizability/model.ts'
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
    depict: (history) => pictureOf(history as History<Input, Output>, model),
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

/** An order for each object, or the one that has none: the longest orders of it, and where they get stuck. */
function pictureOf<State, Input, Output>(
  history: History<Input, Output>,
  model: Model<State, Input, Output>,
): HistoryPicture | null {
  const places = new Map(history.map(({ invoked }, place) => [invoked, place]))
  const drawn = (operation: Operation<Input, Output>) => ({
    place: places.get(operation.invoked)!,
    text: describeOperation(operation, model),
  })
  const result = checkLinearizability(history, model, { budget: stepsToExplain, witness: true })
  if (result.verdict === 'unknown') return null
  const linearizations: DrawnLinearization[] = []
  if (result.verdict === 'linearizable')
    for (const { key, operations } of result.linearizations ?? [])
      linearizations.push({ object: nameOf(key), operations: operations.map(drawn), stuck: null })
  else if (result.violation) {
    const { key, stuck, partials } = result.violation
    const states = [...new Set(partials.map(({ state }) => describeState(state, model)))]
    const operations = partials[0]!.operations.map(drawn)
    linearizations.push({ object: nameOf(key), operations, stuck: { ...drawn(stuck), states } })
  }
  return { linearizations, cycles: [] }
}

function nameOf(key: Key | null | undefined): string {
  return key === undefined || key === null ? '' : String(key)
}
