import { UsageError } from '../../kernel/errors.ts'
import { didYouMean } from '../../kernel/nearest.ts'

/** What users call the strategies. */
export const strategyNames = ['random', 'swarm', 'priorities', 'coverage'] as const

export type StrategyName = (typeof strategyNames)[number]

/** @throws UsageError for a name that no strategy has. */
export function parseStrategy(name: string): StrategyName {
  const strategy = strategyNames.find((one) => one === name)
  if (strategy !== undefined) return strategy
  throw new UsageError(
    `Expected a strategy: ${strategyNames.join(', ')}, got '${name}'.${didYouMean(name, strategyNames)}`,
  )
}
