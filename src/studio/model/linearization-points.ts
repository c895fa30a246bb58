import type { History } from '../../checkers/history.ts'
import type { DrawnLinearization } from '../../checkers/history-picture.ts'
import type { Micros } from '../../kernel/time.ts'

/** An operation at the moment at which it may have taken effect. */
export interface LinearizationPoint {
  readonly place: number
  readonly text: string
  readonly at: Micros
}

/**
 * A moment for each operation, between its invocation and its return, in the order in which they take effect
 * (Herlihy & Wing 1990): as early as the order allows, and for room a little later where there is time.
 */
export function linearizationPoints(
  { operations }: DrawnLinearization,
  history: History,
  end: Micros,
): LinearizationPoint[] {
  const latest = latestMoments(operations, history, end)
  let earliest = 0
  return operations.map(({ place, text }, index) => {
    const begun = Math.max(earliest, history[place]!.invokedAt ?? 0)
    const at = begun + Math.max(0, latest[index]! - begun) * 0.5
    earliest = at
    return { place, text, at }
  })
}

/** How late each may take effect, so that all that come after it still can. */
function latestMoments(
  operations: DrawnLinearization['operations'],
  history: History,
  end: Micros,
): number[] {
  let latest = end
  return operations
    .toReversed()
    .map(({ place }) => {
      const { returnedAt, invokedAt = 0 } = history[place]!
      // What never returned takes effect when the next does that needs it.
      latest = Math.max(invokedAt, Math.min(latest, returnedAt ?? latest))
      return latest
    })
    .reverse()
}
