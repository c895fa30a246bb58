import { formatTime, type Micros } from '../kernel/time.ts'
import type { NodeKind } from '../node/definition.ts'
import { evaluator, kindsRead, type StatesOf } from './always.ts'
import { type Answer, type NodeView, type Property, undecided, violation } from './property.ts'

interface EventuallyOptions {
  /** How long after healing it may take, µs; until the end of the run unless told. A run that ends before is undecided. */
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
    rule: { type: 'state', begin: (nodes) => evaluator(kinds, holds, nodes) },
    monitor(nodes) {
      const evaluate = evaluator(kinds, holds, nodes)
      let healedAt: Micros | null = null
      let exercised = 0
      let fulfilled = false
      /** Who waits for what, as last seen. */
      let reason: string | null = null
      const isAttentive = () => healedAt !== null && !fulfilled
      const look = () => {
        exercised++
        reason = violation(evaluate())
        fulfilled = reason === null
      }
      const isLate = (now: Micros) => within !== undefined && now - healedAt! > within
      const stalled = (waited: Micros) =>
        `not so ${formatTime(waited)} after healing${reason ? `: ${reason}` : ''}`
      return {
        changed(_node, now) {
          if (!isAttentive()) return null
          // Nothing has changed since it was last looked at, so the bound passed without it.
          if (isLate(now)) return stalled(within!)
          look()
          return null
        },
        isAttentive,
        healed(now) {
          healedAt = now
          look()
          return null
        },
        ended({ at }) {
          if (fulfilled) return null
          if (healedAt === null) return undecided
          if (isLate(at)) return stalled(within!)
          return within === undefined || at - healedAt === within ? stalled(at - healedAt) : undecided
        },
        exercised: () => exercised,
      }
    },
  }
}
