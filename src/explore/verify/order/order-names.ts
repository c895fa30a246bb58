import { UsageError } from '../../../kernel/errors.ts'
import { didYouMean } from '../../../kernel/nearest.ts'

/**
 * The orders in which one process looks at one state after another.
 * - `breadth`: by distance from the beginning, so that counterexamples are shortest; where nothing has to come to hold,
 *   many workers can share it.
 * - `depth`: what was found last comes first.
 * - `deepening`: as `breadth`, with less memory and more work.
 * - `random`: walks; they see a part, and verify nothing.
 */
export const orderNames = ['breadth', 'depth', 'deepening', 'random'] as const

export type OrderName = (typeof orderNames)[number]

/** @throws UsageError when there is no such order. */
export function parseOrder(name: string): OrderName {
  const order = orderNames.find((one) => one === name)
  if (order !== undefined) return order
  throw new UsageError(
    `Expected an order to search in: ${orderNames.join(', ')}, got '${name}'.${didYouMean(name, orderNames)}`,
  )
}
