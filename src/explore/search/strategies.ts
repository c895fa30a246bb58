import type { Scenario } from '../../simulation/scenario.ts'
import { coverageStrategy } from './coverage-strategy.ts'
import { prioritiesStrategy } from './priorities-strategy.ts'
import { randomStrategy } from './random-strategy.ts'
import type { Strategy } from './strategy.ts'
import type { StrategyName } from './strategy-names.ts'
import { swarmStrategy } from './swarm-strategy.ts'

/** Every strategy, by the name users call it; each begins with the plan of the number `first`. */
const strategies = {
  random: randomStrategy,
  swarm: swarmStrategy,
  priorities: prioritiesStrategy,
  coverage: coverageStrategy,
} as const satisfies Readonly<Record<StrategyName, (scenario: Scenario, first: number) => Strategy>>

/** The strategy of that name for a scenario, whose plans are numbered from `first` on. */
export function strategyOf(name: StrategyName, scenario: Scenario, first: number): Strategy {
  return strategies[name](scenario, first)
}
