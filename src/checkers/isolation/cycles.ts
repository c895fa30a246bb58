import { type CycleAnomaly, impliedAnomalies, modelsRuledOutBy } from './consistency-model.ts'
import { type Cycle, fromEarliest, nameOf, simpleCycles } from './cycle.ts'
import { BASES, CycleSearch, type Effort, inOrder, type Order, type Precedes } from './cycle-search.ts'
import { type DependencyGraph, ONWARD, RW, subgraph, WR, WW } from './dependency-graph.ts'
import { cyclicComponents, stronglyConnectedComponents } from './strongly-connected-components.ts'

/** A cycle, and what it is called. */
export interface NamedCycle {
  readonly name: CycleAnomaly
  readonly cycle: Cycle
}

/** The cycles of a graph, one of each name per strongly connected component. */
export interface Cycles {
  readonly cycles: readonly NamedCycle[]
  /** Whether the effort sufficed: every cycle is the smallest of its name in its component. */
  readonly complete: boolean
}

/** The share of the effort that one search may spend, so that a hard one leaves something for the others. */
const SHARE = 16

/**
 * Finds in every strongly connected component the smallest cycle of each name that is not implied by a worse
 * one (as Elle does). That a model is violated is always found, in linear time; when the effort does not
 * suffice for the smallest cycle, some cycle shows it. Where information flows in a circle (G0, G1c), a cycle
 * with several anti-dependencies may go unnamed: it rules out nothing more.
 */
export function findCycles(
  graph: DependencyGraph,
  orders: readonly Order[],
  precedes: Precedes,
  effort: Effort,
): Cycles {
  const kinds = orders.reduce((mask: number, order) => mask | order, WW | WR | RW | ONWARD)
  const cycles: NamedCycle[] = []
  let complete = true
  for (const members of cyclicComponents(stronglyConnectedComponents(graph, kinds))) {
    const part = subgraph(graph, members)
    const search = new CycleSearch(part, (order, from, to) => precedes(order, members[from]!, members[to]!))
    const found = new Map<CycleAnomaly, Cycle>()
    let implied: ReadonlySet<string> = new Set()
    /**
     * Keeps those cycles of a walk that are the anomaly, or imply it, if one was wanted. There need not be one, as a walk may meet a
     * transaction twice: then it goes round another cycle, found before, that rules out as much.
     */
    const keep = (walk: Cycle, wanted?: CycleAnomaly): void => {
      for (const cycle of simpleCycles(walk)) {
        const name = nameOf(cycle)
        const known = found.get(name)
        if (wanted !== undefined && !impliedAnomalies([name]).has(wanted)) continue
        if (known === undefined || cycle.length < known.length) found.set(name, cycle)
      }
      implied = impliedAnomalies(found.keys())
    }
    const isRuledOut = (name: CycleAnomaly): boolean => {
      const ruledOut = modelsRuledOutBy(found.keys())
      return modelsRuledOutBy([name]).every((model) => ruledOut.includes(model))
    }
    for (const order of orders) {
      let exhausted = false
      for (const base of BASES) {
        const name = inOrder(base, order)
        if (implied.has(name)) continue
        const granted = Math.min(effort.left, Math.trunc(effort.left / SHARE) + 1000)
        const share = { left: granted }
        const result = search.smallest(base, order, share)
        effort.left -= granted - share.left
        if (result.walk !== null) keep(result.walk, name)
        if (!result.complete) exhausted = true
      }
      if (!exhausted) continue
      complete = false
      for (const base of BASES) {
        // No linear test tells one anti-dependency from several; what forbids several forbids one.
        if (base === 'G-single' || isRuledOut(inOrder(base, order))) continue
        const walk = search.witness(base, order)
        if (walk !== null) keep(walk)
      }
    }
    for (const [name, cycle] of found) {
      const whole = cycle.map(({ from, to, kind }) => ({ from: members[from]!, to: members[to]!, kind }))
      cycles.push({ name, cycle: fromEarliest(whole) })
    }
  }
  return { cycles, complete }
}
