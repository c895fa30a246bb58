import type { MatcherState } from 'vitest'
import type { History } from '../../checkers/history.ts'
import { checkLinearizability } from '../../checkers/linearizability/check.ts'
import { describeViolation } from '../../checkers/linearizability/describe.ts'
import type { Model } from '../../checkers/linearizability/model.ts'
import { linearizable } from '../../checkers/linearizable.ts'
import { UsageError } from '../../kernel/errors.ts'
import { simulate } from '../../simulation/simulate.ts'
import { declares, judgedBy } from '../judged-property.ts'
import { answer, type MatcherAnswer, paletteOf } from './expectation.ts'
import { isRun, scenarioOfRun } from './received.ts'
import { type ExplainedOptions, explained } from './uphold.ts'

/** `expect(run).toBeLinearizable(model)`, and `expect(history).toBeLinearizable(model)`. */
export function toBeLinearizable<State, Input, Output>(
  this: MatcherState,
  received: unknown,
  model: Model<State, Input, Output>,
  options: ExplainedOptions = {},
): MatcherAnswer {
  const history = historyOf(received) as History<Input, Output>
  const { verdict } = checkLinearizability(history, model, { explain: false })
  const isMet = verdict === (this.isNot ? 'not-linearizable' : 'linearizable')
  const text = (): string => {
    if (verdict === 'unknown')
      return `Whether a history of ${history.length} operations is linearizable (${model.name}) was not decided within the usual number of steps.`
    if (verdict === 'linearizable')
      return `Expected a history that is not linearizable (${model.name}), but its ${history.length} operations can be explained one by one.`
    if (isRun(received)) {
      const property = linearizable(model)
      const original = scenarioOfRun(received)
      const scenario = judgedBy(original, property)
      const { plan } = received
      const { name } = property
      const isDeclared = declares(original, property)
      if (simulate(scenario, { plan }).violations.some((violation) => violation.property === name))
        return explained(this, options, { scenario, plan, property: name, isOfSeed: false, isDeclared }).text(
          paletteOf(this),
        )
    }
    const told = checkLinearizability(history, model)
    if (told.verdict === 'not-linearizable' && told.violation) return describeViolation(told.violation, model)
    return `The history of ${history.length} operations is not linearizable (${model.name}).`
  }
  return answer(this, toBeLinearizable, { isMet, text })
}

function historyOf(received: unknown): History {
  if (isRun(received)) return received.history
  if (Array.isArray(received)) return received
  throw new UsageError(
    'Expected a run or a history, as in expect(simulate(scenario, { seed: 1 })).toBeLinearizable(keyValueModel()).',
  )
}
