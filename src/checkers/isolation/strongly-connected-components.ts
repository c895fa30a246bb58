import type { DependencyGraph } from './dependency-graph.ts'

/**
 * Which vertices lie on a common cycle, by Tarjan's algorithm ("Depth-first search and linear graph
 * algorithms", 1972) with a stack of its own: a cycle may be longer than the call stack is deep.
 * @returns for every vertex the number of its component, in reverse topological order.
 */
export function stronglyConnectedComponents(graph: DependencyGraph, kinds: number): Int32Array {
  const { vertices, start, target, kind } = graph
  const component = new Int32Array(vertices).fill(-1)
  const index = new Int32Array(vertices).fill(-1)
  const low = new Int32Array(vertices)
  const nextEdge = new Int32Array(vertices)
  const open = new Int32Array(vertices)
  const path = new Int32Array(vertices)
  let opened = 0
  let depth = 0
  let indices = 0
  let components = 0

  for (let root = 0; root < vertices; root++) {
    if (index[root] !== -1) continue
    path[depth++] = root
    while (depth > 0) {
      const vertex = path[depth - 1]!
      if (index[vertex] === -1) {
        index[vertex] = low[vertex] = indices++
        nextEdge[vertex] = start[vertex]!
        open[opened++] = vertex
      }
      const end = start[vertex + 1]!
      let edge = nextEdge[vertex]!
      let descended = false
      for (; edge < end; edge++) {
        if ((kind[edge]! & kinds) === 0) continue
        const to = target[edge]!
        if (index[to] === -1) {
          path[depth++] = to
          descended = true
          // This edge is looked at again on the way back, then with the child's low point.
          break
        }
        if (component[to] === -1 && low[to]! < low[vertex]!) low[vertex] = low[to]!
      }
      nextEdge[vertex] = edge
      if (descended) continue
      depth--
      if (low[vertex] !== index[vertex]) continue
      let member: number
      do {
        member = open[--opened]!
        component[member] = components
      } while (member !== vertex)
      components++
    }
  }
  return component
}

/** The components with more than one vertex, each in ascending order, ordered by their first vertices. */
export function cyclicComponents(component: Int32Array): readonly (readonly number[])[] {
  const size = new Int32Array(component.length)
  for (const number of component) size[number]!++
  const members = new Map<number, number[]>()
  for (let vertex = 0; vertex < component.length; vertex++) {
    const number = component[vertex]!
    if (size[number]! < 2) continue
    const list = members.get(number)
    if (list === undefined) members.set(number, [vertex])
    else list.push(vertex)
  }
  return [...members.values()]
}
