import { formatTime, type Micros } from '../kernel/time.ts'
import type { NodeKind } from '../node/definition.ts'
import { evaluator, kindsRead, type StatesOf } from './always.ts'
import { type Answer, type NodeView, type Property, violation } from './property.ts'

interface EventuallyOptions {
  /** How long after healing it may take, µs; until the end of the run unless told. */
  readonly within?: Micros
}

/**
 * A liveness property: the predicate must hold at some moment after the scenario has healed (of one that does not
 * heal: at some moment). The string it answers while it does not hold says who waits for what.
 */
export function eventually<State>(
  name: string,
  kind: NodeKind<State>,
  holds: (states: readonly State[], nodes: readonly NodeView<State>[]) => Answer,
  options?: EventuallyOptions,
): Property
export function eventually<K extends Readonly<Record<string, NodeKind<unknown>>>>(
  name: string,
  kinds: K,
  holds: (states: StatesOf<K>) => Answer,
  options?: EventuallyOptions,
): Property
export function eventually(
  name: string,
  kinds: NodeKind<unknown> | Readonly<Record<string, NodeKind<unknown>>>,
  holds: (states: never, nodes: never) => Answer,
  { within }: EventuallyOptions = {},
): Property {
  return {
    name,
    type: 'eventually',
    kinds: kindsRead(kinds),
    monitor(nodes) {
      const evaluate = evaluator(kinds, holds, nodes)
      let healedAt: Micros | null = null
      let exercised = 0
      let fulfilled = false
      const look = () => {
        exercised++
        fulfilled = evaluate() === true
      }
      const stalled = (now: Micros) => {
        const reason = violation(evaluate())
        const waited = formatTime(now - healedAt!)
        return `not so ${waited} after healing${reason ? `: ${reason}` : ''}`
      }
      return {
        changed(_node, now) {
          if (healedAt === null || fulfilled) return null
          look()
          if (fulfilled || within === undefined || now - healedAt <= within) return null
          fulfilled = true // Reported once.
          return stalled(now)
        },
        healed(now) {
          healedAt = now
          look()
          return null
        },
        ended({ at }) {
          if (fulfilled || healedAt === null) return null
          return stalled(at)
        },
        exercised: () => exercised,
      }
    },
  }
}
