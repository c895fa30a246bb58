import type { Search } from '../search.ts'
import { BreadthFirst } from './breadth-first.ts'
import { Deepening } from './deepening.ts'
import { DepthFirst } from './depth-first.ts'
import type { Order } from './order.ts'
import type { OrderName } from './order-names.ts'
import { RandomWalk } from './random-walk.ts'

/** How walks are taken. */
export interface Walks {
  readonly seed: string
  readonly count: number
}

/** How many steps a walk takes at most where depth is not bounded. */
const stepsOfWalk = 1_000

const orders = {
  breadth: (_search: Search, limit: number) => new BreadthFirst(limit),
  depth: (_search: Search, limit: number) => new DepthFirst(limit),
  deepening: (search: Search, limit: number) => new Deepening(search, limit),
  random: (_search: Search, limit: number, { seed, count }: Walks) =>
    new RandomWalk(seed, limit === Number.POSITIVE_INFINITY ? stepsOfWalk : limit, count),
} as const satisfies Record<OrderName, (search: Search, limit: number, walks: Walks) => Order>

/** The order of that name. `depth` bounds the number of steps. */
export function orderOf(name: OrderName, search: Search, depth: number | undefined, walks: Walks): Order {
  return orders[name](search, depth ?? Number.POSITIVE_INFINITY, walks)
}
