import { UsageError } from '../../../kernel/errors.ts'
import { didYouMean } from '../../../kernel/nearest.ts'
import type { Search } from '../search.ts'
import { BreadthFirst } from './breadth-first.ts'
import { Deepening } from './deepening.ts'
import { DepthFirst } from './depth-first.ts'
import type { Order } from './order.ts'
import { RandomWalk } from './random-walk.ts'

/** How walks are taken. */
export interface Walks {
  readonly seed: string
  readonly count: number
}

/** How many steps a walk takes at most where depth is not bounded. */
const stepsOfWalk = 1_000

/**
 * The orders in which one process looks at one state after another.
 * - `breadth`: by distance from the beginning, so that counterexamples are shortest; where nothing has to come to hold,
 *   many workers can share it.
 * - `depth`: what was found last comes first.
 * - `deepening`: as `breadth`, with less memory and more work.
 * - `random`: walks; they see a part, and verify nothing.
 */
const orders = {
  breadth: (_search: Search, limit: number) => new BreadthFirst(limit),
  depth: (_search: Search, limit: number) => new DepthFirst(limit),
  deepening: (search: Search, limit: number) => new Deepening(search, limit),
  random: (_search: Search, limit: number, { seed, count }: Walks) =>
    new RandomWalk(seed, limit === Number.POSITIVE_INFINITY ? stepsOfWalk : limit, count),
} as const satisfies Record<string, (search: Search, limit: number, walks: Walks) => Order>

export type OrderName = keyof typeof orders

export const orderNames = Object.keys(orders) as readonly OrderName[]

/** @throws UsageError when there is no such order. */
export function parseOrder(name: string): OrderName {
  const order = orderNames.find((one) => one === name)
  if (order !== undefined) return order
  throw new UsageError(
    `Expected an order to search in: ${orderNames.join(', ')}, got '${name}'.${didYouMean(name, orderNames)}`,
  )
}

/** The order of that name. `depth` bounds the number of steps. */
export function orderOf(name: OrderName, search: Search, depth: number | undefined, walks: Walks): Order {
  return orders[name](search, depth ?? Number.POSITIVE_INFINITY, walks)
}
