import type { IsolationOptions } from './isolation/check.ts'
import type { ConsistencyModel } from './isolation/consistency-model.ts'
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
 * is named after its level. A run whose transactions never met says nothing, and is not counted as exercised.
 */
export function serializable(
  kind: keyof typeof checkers,
  { level = 'serializable', ...options }: SerializableOptions = {},
): Property {
  return {
    name: level,
    type: 'history',
    kinds: [],
    depict(history) {
      const { anomalies } = checkers[kind](history, { ...options, level })
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
          const answer = checkers[kind](history, { ...options, level })
          if (answer.verdict === 'unknown') return history.length === 0 || answer.complete ? null : undecided
          exercised = history.filter(({ outcome }) => outcome === 'ok').length
          if (answer.verdict === 'valid') return null
          const worst = answer.anomalies.find(({ forbidden }) => forbidden)
          return `${answer.reason}${worst ? `\n${worst.explanation}` : ''}`
        },
        exercised: () => exercised,
      }
    },
  }
}
