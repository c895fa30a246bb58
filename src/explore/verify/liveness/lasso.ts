import type { FairComponents } from './fair-components.ts'
import { Round } from './round.ts'
import { ShortRounds } from './short-rounds.ts'
import type { StepGraph } from './step-graph.ts'
import type { Ways } from './ways.ts'

/** The steps of a run that stays for ever without what had to come to hold, by their numbers. */
export interface Lasso {
  /** From the beginning to where it stays. */
  readonly stem: readonly number[]
  /** What it does there, round and round; nothing, where nothing more has to happen. */
  readonly cycle: readonly number[]
}

/**
 * A lasso that is fair; `null` if there is none. Of all those in the steps that are known none has fewer, stem and
 * cycle together, and of those that have as few none has a shorter cycle. Only if telling so would take too long (see
 * `ShortRounds`), it is the shortest that was found until then; its stem is still a shortest to where its cycle begins.
 */
export function shortLasso(
  graph: StepGraph,
  ways: Ways,
  components: FairComponents,
  beat: () => void,
): Lasso | null {
  const { fair, componentOf } = components
  const entry = ways.states.find((state) => fair.has(componentOf[state]!))
  if (entry === undefined) return null
  const rounds = new ShortRounds(graph, components, beat)
  let best = entry
  let cycle = new Round(graph, components, entry).steps()
  for (const state of ways.states) {
    const most = ways.distanceOf(best) + cycle.length - ways.distanceOf(state)
    if (most < 0) break
    if (!fair.has(componentOf[state]!)) continue
    const shorter = rounds.from(state, Math.min(most, cycle.length - 1))
    if (shorter === null) continue
    best = state
    cycle = shorter
  }
  return { stem: ways.stepsTo(best), cycle }
}
