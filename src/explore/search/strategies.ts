import { UsageError } from '../../kernel/errors.ts'
import { didYouMean } from '../../kernel/nearest.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { coverageStrategy } from './coverage-strategy.ts'
import { prioritiesStrategy } from './priorities-strategy.ts'
import { randomStrategy } from './random-strategy.ts'
import type { Strategy } from './strategy.ts'
import { swarmStrategy } from './swarm-strategy.ts'

/** Every strategy, by the name users call it; each begins with the plan of the number `first`. */
const strategies = {
  random: randomStrategy,
  swarm: swarmStrategy,
  priorities: prioritiesStrategy,
  coverage: coverageStrategy,
} as const satisfies Readonly<Record<string, (scenario: Scenario, first: number) => Strategy>>

export type StrategyName = keyof typeof strategies

export const strategyNames = Object.keys(strategies) as StrategyName[]

/** @throws UsageError for a name that no strategy has. */
export function parseStrategy(name: string): StrategyName {
  if (Object.hasOwn(strategies, name)) return name as StrategyName
  throw new UsageError(
    `Expected a strategy: ${strategyNames.join(', ')}, got '${name}'.${didYouMean(name, strategyNames)}`,
  )
}

/** The strategy of that name for a scenario, whose plans are numbered from `first` on. */
export function strategyOf(name: StrategyName, scenario: Scenario, first: number): Strategy {
  return strategies[name](scenario, first)
}
