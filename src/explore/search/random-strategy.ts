import { planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Strategy } from './strategy.ts'

/** Each seed by itself, as the scenario's generators draw it. */
export function randomStrategy(scenario: Scenario): Strategy {
  return { name: 'random', generation: null, planFor: (seed) => planOf(scenario, seed) }
}
