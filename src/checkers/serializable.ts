import { UsageError } from '../kernel/errors.ts'
import type { History } from './history.ts'
import type { IsolationOptions } from './isolation/check.ts'
import type { ConsistencyModel } from './isolation/consistency-model.ts'
import type { IsolationResult } from './isolation/findings.ts'
import { checkListAppend } from './isolation/list-append.ts'
import { checkReadWriteRegister } from './isolation/read-write-register.ts'
import { type Property, undecided } from './property.ts'

interface SerializableOptions extends Omit<IsolationOptions, 'level'> {
  /** The consistency model that the transactions must satisfy; `serializable` unless told. */
  readonly level?: ConsistencyModel
}

const checkers = { 'list-append': checkListAppend, 'rw-register': checkReadWriteRegister }

/**
 * The clients' transactions show no anomaly that the level forbids (Adya 1999; Kingsbury & Alvaro 2020). The property
 * is named after its level. A run whose transactions never met says nothing, and is not counted as exercised. In a
 * search every transaction has to write other values, lest a verdict pass over what can't be judged.
 */
export function serializable(
  kind: keyof typeof checkers,
  { level = 'serializable', ...options }: SerializableOptions = {},
): Property {
  const check = (history: History) => checkers[kind](history, { ...options, level })
  return {
    name: level,
    type: 'history',
    kinds: [],
    rule: {
      type: 'history',
      // It goes by who returned before whom was invoked, which is what a search keeps of time.
      judge(history) {
        const result = check(history)
        if (!result.judged)
          throw new UsageError(
            `Expected transactions that '${level}' can judge when it is verified, got others: ${result.reason} Have clients write another value each time.`,
          )
        return sentenceOf(result, history)
      },
    },
    depict(history) {
      const { anomalies } = check(history)
      const places = new Map(history.map(({ invoked }, place) => [invoked, place]))
      const cycles = anomalies
        .filter(({ forbidden }) => forbidden)
        .map(({ name, explanation, operations, cycle }) => ({
          name,
          explanation,
          operations: operations.map(({ invoked }) => places.get(invoked)!),
          dependencies: cycle,
        }))
      return { linearizations: [], cycles }
    },
    monitor() {
      let exercised = 0
      return {
        ended({ history }) {
          const result = check(history)
          if (result.verdict !== 'unknown')
            exercised = history.filter(({ outcome }) => outcome === 'ok').length
          return sentenceOf(result, history)
        },
        exercised: () => exercised,
      }
    },
  }
}

function sentenceOf(
  { verdict, complete, anomalies, reason }: IsolationResult,
  history: History,
): string | null | typeof undecided {
  if (verdict === 'unknown') return history.length === 0 || complete ? null : undecided
  if (verdict === 'valid') return null
  const worst = anomalies.find(({ forbidden }) => forbidden)
  return `${reason}${worst ? `\n${worst.explanation}` : ''}`
}
