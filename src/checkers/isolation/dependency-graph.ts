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

  /** Makes every source precede every target but itself; the targets are distinct. */
  addAllToOthers(sources: readonly number[], targets: readonly number[], kind: number): void {
    if (sources.length === 0) return
    const all = new Targets(this, targets)
    const place = new Map(targets.map((target, i) => [target, i]))
    for (const source of sources) {
      const own = place.get(source)
      all.addFirst(targets.length, source, kind, own === undefined ? [] : [own])
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

/**
 * A list of vertices that others precede by the range: a segment tree of waypoints makes that a logarithm of
 * edges where the pairs would be many.
 */
export class Targets {
  readonly #graph: DependencyGraphBuilder
  /** The tree: the children of node i are 2i and 2i + 1, the leaves are the second half. */
  readonly #nodes: Int32Array

  constructor(graph: DependencyGraphBuilder, targets: readonly number[]) {
    this.#graph = graph
    this.#nodes = new Int32Array(targets.length * 2)
    this.#nodes.set(targets, targets.length)
    for (let node = targets.length - 1; node > 0; node--) {
      const waypoint = graph.waypoint()
      this.#nodes[node] = waypoint
      graph.add(waypoint, this.#nodes[node * 2]!, ONWARD)
      graph.add(waypoint, this.#nodes[node * 2 + 1]!, ONWARD)
    }
  }

  /** Makes the source precede the first `count` targets, save those at the given places, which ascend. */
  addFirst(count: number, source: number, kind: number, except: readonly number[]): void {
    let from = 0
    for (const place of except) {
      if (place >= count) break
      this.#addRange(from, place, source, kind)
      from = place + 1
    }
    this.#addRange(from, count, source, kind)
  }

  #addRange(from: number, to: number, source: number, kind: number): void {
    const leaves = this.#nodes.length / 2
    let low = from + leaves
    let high = to + leaves
    while (low < high) {
      if (low % 2 === 1) this.#graph.add(source, this.#nodes[low++]!, kind)
      if (high % 2 === 1) this.#graph.add(source, this.#nodes[--high]!, kind)
      low = Math.trunc(low / 2)
      high = Math.trunc(high / 2)
    }
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
