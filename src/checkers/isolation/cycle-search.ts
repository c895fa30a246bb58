import type { CycleAnomaly } from './consistency-model.ts'
import type { Step } from './cycle.ts'
import { type DependencyGraph, ONWARD, PROCESS, REALTIME, RW, WR, WW } from './dependency-graph.ts'
import { cyclicComponents, stronglyConnectedComponents } from './strongly-connected-components.ts'

/** An order added to the dependencies of data: none, that of the sessions, or that of real time. */
export type Order = 0 | typeof PROCESS | typeof REALTIME

/** Whether one transaction precedes another in the order; answers without walking the order's waypoints. */
export type Precedes = (order: number, from: number, to: number) => boolean

/** How much searching is left, in edges looked at; shared by all searches of a check. */
export interface Effort {
  left: number
}

/** What a search found, and whether it looked everywhere. */
export interface Found {
  /** A closed walk, the smallest if the search was complete. */
  readonly walk: readonly Step[] | null
  readonly complete: boolean
}

/** Which anti-dependencies (rw) a cycle has: none; one; several, no two adjacent; two adjacent ones. */
type AntiDependencies = 'none' | 'single' | 'nonadjacent' | 'adjacent'

const ANTI_DEPENDENCIES: Readonly<Record<string, AntiDependencies>> = {
  G0: 'none',
  G1c: 'none',
  'G-single': 'single',
  'G-nonadjacent': 'nonadjacent',
  'G2-item': 'adjacent',
}

/** The cycles that Adya and Elle give a name: by the kinds of their edges, and one kind to start from. */
export const BASES = ['G0', 'G1c', 'G-single', 'G-nonadjacent', 'G2-item'] as const
export type Base = (typeof BASES)[number]

/** The name of such a cycle when it needs the order. */
export function inOrder(base: Base, order: Order): CycleAnomaly {
  return order === REALTIME ? `${base}-realtime` : order === PROCESS ? `${base}-process` : base
}

// What a search remembers of the way it came, besides the vertex it is at.
/** The last dependency was an anti-dependency (nonadjacent), or the next must be one (adjacent). */
const AT_RW = 1
/** There was a second anti-dependency. */
const SECOND_RW = 2
/** The order was used. */
const ORDERED = 4
const MEMORIES = 8

/** Searches one strongly connected component for the smallest cycles of each name. */
export class CycleSearch {
  readonly #graph: DependencyGraph
  readonly #precedes: Precedes
  readonly #visited: Int32Array
  readonly #cameFrom: Int32Array
  readonly #cameBy: Int32Array
  readonly #sourceOf: Int32Array
  #visit = 0
  readonly #components = new Map<number, Int32Array>()
  readonly #alternating = new Map<number, Int32Array>()

  constructor(graph: DependencyGraph, precedes: Precedes) {
    this.#graph = graph
    this.#precedes = precedes
    this.#visited = new Int32Array(graph.vertices * MEMORIES)
    this.#cameFrom = new Int32Array(graph.vertices * MEMORIES)
    this.#cameBy = new Int32Array(graph.vertices * MEMORIES)
    this.#sourceOf = new Int32Array(graph.target.length)
    for (let vertex = 0; vertex < graph.vertices; vertex++) {
      this.#sourceOf.fill(vertex, graph.start[vertex]!, graph.start[vertex + 1]!)
    }
  }

  /** The smallest cycle of that name, unless none is found before the effort is spent. */
  smallest(base: Base, order: Order, effort: Effort): Found {
    const { start, target, kind } = this.#graph
    let candidates: number[] = []
    const startKind = base === 'G0' ? order || WW : base === 'G1c' ? WR : RW
    const onCycle = this.#edgesOnCycles(base, order)
    for (let from = 0; from < this.#graph.transactions; from++) {
      for (let edge = start[from]!; edge < start[from + 1]!; edge++) {
        if (kind[edge] === startKind && onCycle(from, target[edge]!)) candidates.push(edge)
      }
    }
    // Deepening bounds: where there is a small cycle, it is found before anything far is looked at.
    for (let bound = 2; candidates.length > 0; bound = bound < 4 ? bound + 1 : bound * 2) {
      let best: Step[] | null = null
      const further: number[] = []
      for (const edge of candidates) {
        const limit = best === null ? bound : best.length - 1
        if (limit < 2) break
        const found = this.#closing(edge, base, order, limit, effort)
        if (found === 'beyond') further.push(edge)
        else if (found !== 'none') best = found
        if (effort.left <= 0) return { walk: best, complete: false }
      }
      if (best !== null) return { walk: best, complete: true }
      candidates = further
    }
    return { walk: null, complete: true }
  }

  /**
   * Some closed walk that rules out the weakest model `base` rules out, in linear time; null if there is none.
   * Only its existence is asked for, so a `G-nonadjacent` may have a single anti-dependency, and so on.
   */
  witness(base: Base, order: Order): readonly Step[] | null {
    const kinds = kindsOf(base, order) | (base === 'G-nonadjacent' ? RW : 0)
    const graph = base === 'G-nonadjacent' ? alternating(this.#graph, kinds) : this.#graph
    const width = base === 'G-nonadjacent' ? 2 : 1
    const component = stronglyConnectedComponents(graph, kinds)
    const members = cyclicComponents(component)[0]
    if (members === undefined) return null
    const goal = members.find((vertex) => Math.trunc(vertex / width) < this.#graph.transactions)!
    const cameBy = new Map<number, readonly [from: number, kind: number]>()
    const queue = [goal]
    for (const vertex of queue) {
      for (let edge = graph.start[vertex]!; edge < graph.start[vertex + 1]!; edge++) {
        const to = graph.target[edge]!
        if ((graph.kind[edge]! & kinds) === 0 || component[to] !== component[goal] || cameBy.has(to)) continue
        cameBy.set(to, [vertex, graph.kind[edge]!])
        queue.push(to)
      }
      if (cameBy.has(goal)) break
    }
    const edges: (readonly [number, number, number])[] = []
    let at = goal
    do {
      const [from, kind] = cameBy.get(at)!
      edges.push([Math.trunc(from / width), Math.trunc(at / width), kind])
      at = from
    } while (at !== goal)
    return stepsOf(edges.reverse(), this.#graph.transactions)
  }

  /** Whether an edge lies on some closed walk of the kind; exact but for the number of anti-dependencies. */
  #edgesOnCycles(base: Base, order: Order): (from: number, to: number) => boolean {
    const kinds = kindsOf(base, order)
    if (base === 'G-single' || base === 'G-nonadjacent') {
      let component = this.#alternating.get(order)
      if (component === undefined) {
        component = stronglyConnectedComponents(alternating(this.#graph, kinds | RW), kinds | RW)
        this.#alternating.set(order, component)
      }
      const known = component
      return (from, to) => known[from * 2] === known[to * 2 + 1]
    }
    let component = this.#components.get(kinds)
    if (component === undefined) {
      component = stronglyConnectedComponents(this.#graph, kinds)
      this.#components.set(kinds, component)
    }
    const known = component
    return (from, to) => known[from] === known[to]
  }

  /** The shortest way to close a cycle that starts with the edge, of at most `limit` dependencies. */
  #closing(
    first: number,
    base: Base,
    order: Order,
    limit: number,
    effort: Effort,
  ): Step[] | 'none' | 'beyond' {
    const { start, target, kind, transactions } = this.#graph
    const rule = ANTI_DEPENDENCIES[base]!
    const kinds = kindsOf(base, order) | (rule === 'nonadjacent' ? RW : 0)
    const goal = this.#sourceOf[first]!
    const visit = ++this.#visit
    const reach = (level: number[], state: number, from: number, by: number): void => {
      if (this.#visited[state] === visit) return
      this.#visited[state] = visit
      this.#cameFrom[state] = from
      this.#cameBy[state] = by
      level.push(state)
    }
    const orderMet = order === 0 || kind[first] === order ? ORDERED : 0
    const atRw = rule === 'nonadjacent' || rule === 'adjacent' ? AT_RW : 0
    let level: number[] = []
    reach(level, target[first]! * MEMORIES + (atRw | orderMet), -1, first)
    let cut = false
    for (let length = 1; level.length > 0; length++) {
      // What an onward edge leads to is as far as what it leads from, so it joins the level while that is visited.
      for (const state of level) {
        const vertex = Math.trunc(state / MEMORIES)
        if (vertex < transactions) continue
        for (let edge = start[vertex]!; edge < start[vertex + 1]!; edge++) {
          effort.left--
          if (target[edge] !== goal) reach(level, target[edge]! * MEMORIES + (state % MEMORIES), state, edge)
          else if (closes(rule, state % MEMORIES)) return this.#wayTo(state, edge, goal)
        }
      }
      if (effort.left <= 0 || length === limit) return 'beyond'
      const last = length + 1 === limit
      const next: number[] = []
      for (const state of level) {
        const vertex = Math.trunc(state / MEMORIES)
        if (vertex >= transactions) continue
        for (let edge = start[vertex]!; edge < start[vertex + 1]!; edge++) {
          effort.left--
          const by = kind[edge]!
          if ((by & kinds) === 0) continue
          const memory = afterStep(rule, order, state % MEMORIES, by)
          if (memory === IMPOSSIBLE) continue
          const to = target[edge]!
          const ordering = by === PROCESS || by === REALTIME
          // With one step to go only the goal matters, and an order need not be walked to know what it orders.
          if (to === goal || (last && ordering && this.#precedes(by, vertex, goal))) {
            if (closes(rule, memory)) return this.#wayTo(state, edge, goal)
          } else if (last && (ordering || to < transactions)) cut = true
          else reach(next, to * MEMORIES + memory, state, edge)
        }
      }
      level = next
    }
    return cut ? 'beyond' : 'none'
  }

  /** The walk whose last edge leads (perhaps by an order's waypoints) to the goal that its first one left. */
  #wayTo(state: number, last: number, goal: number): Step[] {
    const { target, kind, transactions } = this.#graph
    const edges: (readonly [number, number, number])[] = [[this.#sourceOf[last]!, goal, kind[last]!]]
    for (let at = state; at !== -1; at = this.#cameFrom[at]!) {
      const edge = this.#cameBy[at]!
      edges.push([this.#sourceOf[edge]!, target[edge]!, kind[edge]!])
    }
    return stepsOf(edges.reverse(), transactions)
  }
}

const IMPOSSIBLE = -1

/** What is remembered after one more dependency. */
function afterStep(rule: AntiDependencies, order: Order, memory: number, kind: number): number {
  const met = kind === order ? memory | ORDERED : memory
  if (rule === 'nonadjacent') {
    if (kind !== RW) return met & ~AT_RW
    return (met & AT_RW) !== 0 ? IMPOSSIBLE : met | AT_RW | SECOND_RW
  }
  if (rule === 'adjacent' && (met & AT_RW) !== 0) return kind === RW ? met & ~AT_RW : IMPOSSIBLE
  return met
}

/** Whether a walk may end so. */
function closes(rule: AntiDependencies, memory: number): boolean {
  if ((memory & ORDERED) === 0 || (memory & AT_RW) !== 0) return false
  return rule !== 'nonadjacent' || (memory & SECOND_RW) !== 0
}

/** The kinds of edges such a cycle is made of, save an anti-dependency that is counted. */
function kindsOf(base: Base, order: Order): number {
  const data = base === 'G0' ? WW : base === 'G2-item' ? WW | WR | RW : WW | WR
  return data | order | ONWARD
}

/**
 * The graph in which no two anti-dependencies follow each other: vertex 2v is v, 2v + 1 is v reached by one.
 * Snapshot isolation is violated exactly where it has a cycle (Cerone & Gotsman, "Analysing Snapshot
 * Isolation", PODC 2016: ((so ∪ wr ∪ ww) ; rw?) must be acyclic).
 */
function alternating(graph: DependencyGraph, kinds: number): DependencyGraph {
  const start = new Int32Array(graph.vertices * 2 + 1)
  const target: number[] = []
  const kind: number[] = []
  for (let vertex = 0; vertex < graph.vertices * 2; vertex++) {
    const byRw = vertex % 2
    const plain = (vertex - byRw) / 2
    for (let edge = graph.start[plain]!; edge < graph.start[plain + 1]!; edge++) {
      const by = graph.kind[edge]!
      if ((by & kinds) === 0 || (by === RW && byRw === 1)) continue
      target.push(graph.target[edge]! * 2 + (by === RW ? 1 : by === ONWARD ? byRw : 0))
      kind.push(by)
    }
    start[vertex + 1] = target.length
  }
  return {
    transactions: graph.transactions * 2,
    vertices: graph.vertices * 2,
    start,
    target: Int32Array.from(target),
    kind: Uint8Array.from(kind),
  }
}

/** The dependencies between transactions in a walk of edges, each told without its waypoints. */
function stepsOf(edges: readonly (readonly [number, number, number])[], transactions: number): Step[] {
  const steps: Step[] = []
  let from = edges[0]![0]
  let kind = ONWARD
  for (const [source, to, by] of edges) {
    if (by !== ONWARD) {
      from = source
      kind = by
    }
    if (to < transactions) steps.push({ from, to, kind })
  }
  return steps
}
