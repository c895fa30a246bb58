import { Bits } from '../order/bits.ts'
import type { StateProperty } from '../states/state-properties.ts'
import { FairComponents, type HinderingBound, type Start } from './fair-components.ts'
import { type Lasso, lassoTo } from './lasso.ts'
import type { StepGraph } from './step-graph.ts'

/** What the states of a search say of a condition that must come to hold. */
export interface LivenessJudgement {
  readonly property: StateProperty
  /** How it can fail to; `null` if it can't, as far as was seen. */
  readonly lasso: Lasso | null
  /** What hindered some run, that is without it as far as it goes, from going on. */
  readonly hindered: HinderingBound | null
}

/**
 * Judges what must come to hold some time, of every run that is fair: a message under way is delivered, a timer that
 * is set fires and a node that is down restarts, unless it stops being possible before. A timer that is set anew
 * counts as having been set all along. Losses, duplicates and crashes need not happen. As in simulations, what a
 * scenario that heals asks for must hold at some moment after the last failure, and else at any moment; having held
 * once is enough.
 */
export function judgeLiveness(
  graph: StepGraph,
  heals: boolean,
  beat: () => void,
): readonly LivenessJudgement[] {
  return graph.goals.map(({ property, holds }) => {
    const starts = startsOf(graph, heals).filter(({ state }) => !holds.has(state))
    const components = new FairComponents(graph, holds, starts, !heals, beat)
    const { place, hindered } = components
    const lasso = place === null ? null : lassoTo(graph, components, starts, place)
    return { property, lasso, hindered }
  })
}

/** Any failure could have been the last. */
function startsOf(graph: StepGraph, heals: boolean): readonly Start[] {
  const starts: Start[] = [{ state: 0, from: -1, step: -1 }]
  if (!heals) return starts
  const known = new Bits()
  known.add(0)
  for (let from = 0; from < graph.size; from++)
    for (let step = Math.max(0, graph.beginOf(from)); step < graph.endOf(from); step++) {
      const state = graph.targets.items[step]!
      if (state >= 0 && graph.isFailure(graph.actions.items[step]!) && known.add(state))
        starts.push({ state, from, step })
    }
  return starts
}
