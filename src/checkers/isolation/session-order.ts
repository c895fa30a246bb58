import type { History } from '../history.ts'
import type { Precedes } from './cycle-search.ts'
import { type DependencyGraphBuilder, ONWARD, PROCESS, REALTIME } from './dependency-graph.ts'

/** Adds the order in which each process ran its transactions. */
export function addSessionOrder(graph: DependencyGraphBuilder, history: History): void {
  const last = new Map<string, number>()
  for (const [transaction, operation] of history.entries()) {
    if (operation.outcome === 'failed') continue
    const before = last.get(operation.process)
    if (before !== undefined) graph.add(before, transaction, ONWARD)
    // What followed an indeterminate transaction in a session may have happened before it.
    if (operation.outcome !== 'ok') continue
    const after = graph.waypoint()
    graph.add(transaction, after, PROCESS)
    if (before !== undefined) graph.add(before, after, ONWARD)
    last.set(operation.process, after)
  }
}

/** Adds the real-time order: a transaction that returned precedes all that were invoked thereafter. */
export function addRealTimeOrder(graph: DependencyGraphBuilder, history: History): void {
  const returned: number[] = []
  for (const [transaction, operation] of history.entries()) {
    if (operation.outcome === 'ok') returned.push(transaction)
  }
  const returnOf = (transaction: number) => history[transaction]!.returned ?? Number.POSITIVE_INFINITY
  returned.sort((a, b) => returnOf(a) - returnOf(b))

  let next = 0
  let latest: number | undefined
  for (const [transaction, operation] of history.entries()) {
    for (; next < returned.length && returnOf(returned[next]!) < operation.invoked; next++) {
      const after = graph.waypoint()
      graph.add(returned[next]!, after, REALTIME)
      if (latest !== undefined) graph.add(latest, after, ONWARD)
      latest = after
    }
    if (operation.outcome !== 'failed' && latest !== undefined) graph.add(latest, transaction, ONWARD)
  }
}

/** Tells whether one transaction precedes another in an order, without a graph. */
export function precedesIn(history: History): Precedes {
  return (order, from, to) => {
    const first = history[from]!
    const second = history[to]!
    if (first.outcome !== 'ok' || first.returned === null || from >= to) return false
    return order === PROCESS ? first.process === second.process : first.returned < second.invoked
  }
}
