import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type DependencyGraph,
  DependencyGraphBuilder,
  ONWARD,
  RW,
  subgraph,
  Targets,
  WW,
} from '../../../src/checkers/isolation/dependency-graph.ts'

/** Which transactions a transaction leads to, waypoints left out. */
function successors(graph: DependencyGraph, vertex: number): number[] {
  const found = new Set<number>()
  const waypoints = [vertex]
  for (const from of waypoints) {
    for (let edge = graph.start[from]!; edge < graph.start[from + 1]!; edge++) {
      expect(graph.kind[edge] === ONWARD).toBe(from >= graph.transactions)
      const to = graph.target[edge]!
      if (to < graph.transactions) found.add(to)
      else waypoints.push(to)
    }
  }
  return [...found].sort((a, b) => a - b)
}

const some = (max: number) => fc.uniqueArray(fc.nat({ max: max - 1 }), { maxLength: max })

describe('a dependency graph', () => {
  it('makes all sources precede all targets but themselves', () => {
    fc.assert(
      fc.property(some(40), some(40), (sources, targets) => {
        const builder = new DependencyGraphBuilder(40)
        builder.addAllToOthers(sources, targets, RW)
        const graph = builder.build()
        for (let vertex = 0; vertex < 40; vertex++) {
          const others = targets.filter((target) => target !== vertex).sort((a, b) => a - b)
          expect(successors(graph, vertex)).toEqual(sources.includes(vertex) ? others : [])
        }
      }),
    )
  })

  it('takes few edges for many pairs', () => {
    const builder = new DependencyGraphBuilder(20_000)
    const all = Array.from({ length: 20_000 }, (_, i) => i)
    builder.addAllToOthers(all, all, RW)
    expect(builder.size).toBeLessThan(20_000 * 32)
  })

  it('makes a source precede the first targets save some', () => {
    fc.assert(
      fc.property(some(30), fc.nat({ max: 30 }), some(30), (targets, count, places) => {
        const builder = new DependencyGraphBuilder(31)
        const except = places.filter((place) => place < targets.length).sort((a, b) => a - b)
        const first = Math.min(count, targets.length)
        new Targets(builder, targets).addFirst(first, 30, WW, except)
        const wanted = targets.slice(0, first).filter((_, place) => !except.includes(place))
        expect(successors(builder.build(), 30)).toEqual(wanted.sort((a, b) => a - b))
      }),
    )
  })

  it('has parts with the edges between their vertices', () => {
    const builder = new DependencyGraphBuilder(4)
    for (const [from, to] of [
      [0, 1],
      [1, 3],
      [3, 0],
      [2, 3],
      [3, 2],
    ] as const)
      builder.add(from, to, WW)
    const part = subgraph(builder.build(), [0, 1, 3])
    expect([0, 1, 2].map((vertex) => successors(part, vertex))).toEqual([[1], [2], [0]])
  })
})
