import type { Goal } from '../states/state-properties.ts'
import { FairComponents, type HinderingBound } from './fair-components.ts'
import { type Lasso, shortLasso } from './lasso.ts'
import type { StepGraph } from './step-graph.ts'
import { Ways } from './ways.ts'

/** What the states of a search say of a condition that must come to hold. */
export interface LivenessJudgement extends Goal {
  /** How it can fail to; `null` if it can't, as far as was seen. */
  readonly lasso: Lasso | null
  /** What hindered some run, that is without it as far as it goes, from going on. */
  readonly hindered: HinderingBound | null
}

/**
 * Judges what must come to hold some time, of every run that is fair: a message under way is delivered, a timer that
 * is set fires and a node that is down restarts, unless it stops being possible before. A timer that is set anew
 * counts as having been set all along, in a synchronous system even while it has to wait. Losses, duplicates and crashes need not happen. As in simulations, what a
 * scenario that heals asks for must hold at some moment after the last failure, and else at any moment; having held
 * once is enough. What must last has to hold again and again, and there a node that is down need not restart.
 */
export function judgeLiveness(
  graph: StepGraph,
  heals: boolean,
  beat: () => void,
): readonly LivenessJudgement[] {
  return graph.goals.map(({ property, isLasting, holds }) => {
    const ways = new Ways(graph, holds, isLasting ? 'lasting' : heals ? 'healed' : 'once')
    const components = new FairComponents(graph, ways, beat)
    return {
      property,
      isLasting,
      lasso: shortLasso(graph, ways, components, beat),
      hindered: components.hindered,
    }
  })
}
