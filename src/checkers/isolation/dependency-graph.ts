/** How one transaction depends on another: a bit each, so that sets of them are masks (Adya §3.1, Elle §4). */
export const WW = 1
export const WR = 2
export const RW = 4
/** The same session ran one before the other. */
export const PROCESS = 8
/** One returned before the other was invoked. */
export const REALTIME = 16
/** Leads on from a waypoint, at no cost; it belongs to the dependency that led into the waypoint. */
export const ONWARD = 32

/**
 * The dependencies between transactions, in columns sorted by source. Vertices below `transactions` are
 * transactions; those above are waypoints, which stand for many dependencies in few edges: the real-time order
 * of n transactions has n² dependencies, but is a chain of n waypoints.
 */
export interface DependencyGraph {
  readonly transactions: number
  readonly vertices: number
  /** First edge of each vertex, and one past the last of all. */
  readonly start: Int32Array
  readonly target: Int32Array
  /** One bit per edge. */
  readonly kind: Uint8Array
}

/** Collects dependencies. */
export class DependencyGraphBuilder {
  readonly #transactions: number
  #vertices: number
  #count = 0
  #from = new Int32Array(1024)
  #to = new Int32Array(1024)
  #kind = new Uint8Array(1024)

  constructor(transactions: number) {
    this.#transactions = transactions
    this.#vertices = transactions
  }

  /** How many edges there are. */
  get size(): number {
    return this.#count
  }

  /** A new vertex that is no transaction. */
  waypoint(): number {
    return this.#vertices++
  }

  add(from: number, to: number, kind: number): void {
    if (this.#count === this.#from.length) this.#grow()
    this.#from[this.#count] = from
    this.#to[this.#count] = to
    this.#kind[this.#count] = kind
    this.#count++
  }

  /** Makes every source precede every target but itself; both are distinct. Linear, where the pairs are not. */
  addAllToOthers(sources: readonly number[], targets: readonly number[], kind: number): void {
    if (targets.length === 0) return
    if (sources.length * targets.length <= 4 * (sources.length + targets.length)) {
      for (const source of sources) {
        for (const target of targets) if (source !== target) this.add(source, target, kind)
      }
      return
    }
    // Waypoint `upTo[i]` leads to the targets 0…i, `downTo[i]` to i…last: a source that is itself a target
    // goes round itself by one of each.
    const upTo = targets.map(() => this.waypoint())
    const downTo = targets.map(() => this.waypoint())
    for (const [i, target] of targets.entries()) {
      this.add(upTo[i]!, target, ONWARD)
      this.add(downTo[i]!, target, ONWARD)
      if (i > 0) {
        this.add(upTo[i]!, upTo[i - 1]!, ONWARD)
        this.add(downTo[i - 1]!, downTo[i]!, ONWARD)
      }
    }
    const place = new Map(targets.map((target, i) => [target, i]))
    for (const source of sources) {
      const own = place.get(source)
      if (own === undefined) this.add(source, downTo[0]!, kind)
      else {
        if (own > 0) this.add(source, upTo[own - 1]!, kind)
        if (own + 1 < targets.length) this.add(source, downTo[own + 1]!, kind)
      }
    }
  }

  build(): DependencyGraph {
    const start = new Int32Array(this.#vertices + 1)
    for (let edge = 0; edge < this.#count; edge++) start[this.#from[edge]! + 1]!++
    for (let vertex = 0; vertex < this.#vertices; vertex++) start[vertex + 1]! += start[vertex]!
    const next = start.slice()
    const target = new Int32Array(this.#count)
    const kind = new Uint8Array(this.#count)
    for (let edge = 0; edge < this.#count; edge++) {
      const at = next[this.#from[edge]!]!++
      target[at] = this.#to[edge]!
      kind[at] = this.#kind[edge]!
    }
    return { transactions: this.#transactions, vertices: this.#vertices, start, target, kind }
  }

  #grow(): void {
    const larger = <Column extends Int32Array | Uint8Array>(column: Column, into: Column): Column => {
      into.set(column)
      return into
    }
    this.#from = larger(this.#from, new Int32Array(this.#from.length * 2))
    this.#to = larger(this.#to, new Int32Array(this.#to.length * 2))
    this.#kind = larger(this.#kind, new Uint8Array(this.#kind.length * 2))
  }
}

/** The part of the graph between the given vertices; its vertices are their places in the list. */
export function subgraph(graph: DependencyGraph, vertices: readonly number[]): DependencyGraph {
  // Transactions come first in the part as they do in the whole.
  const place = new Map(vertices.map((vertex, i) => [vertex, i]))
  const start = new Int32Array(vertices.length + 1)
  const target: number[] = []
  const kind: number[] = []
  let transactions = 0
  for (const [i, vertex] of vertices.entries()) {
    if (vertex < graph.transactions) transactions++
    for (let edge = graph.start[vertex]!; edge < graph.start[vertex + 1]!; edge++) {
      const to = place.get(graph.target[edge]!)
      if (to === undefined) continue
      target.push(to)
      kind.push(graph.kind[edge]!)
    }
    start[i + 1] = target.length
  }
  return {
    transactions,
    vertices: vertices.length,
    start,
    target: Int32Array.from(target),
    kind: Uint8Array.from(kind),
  }
}
