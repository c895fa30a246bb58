import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DependencyGraphBuilder, WR, WW } from '../../../src/checkers/isolation/dependency-graph.ts'
import {
  cyclicComponents,
  stronglyConnectedComponents,
} from '../../../src/checkers/isolation/strongly-connected-components.ts'

const VERTICES = 7
const edges = fc.array(
  fc.tuple(fc.nat({ max: VERTICES - 1 }), fc.nat({ max: VERTICES - 1 }), fc.constantFrom(WW, WR)),
  { maxLength: 20 },
)

describe('strongly connected components', () => {
  it('hold exactly the vertices that reach each other', () => {
    fc.assert(
      fc.property(edges, (list) => {
        const graph = new DependencyGraphBuilder(VERTICES)
        for (const [from, to, kind] of list) graph.add(from, to, kind)
        const component = stronglyConnectedComponents(graph.build(), WW)

        const reaches = Array.from({ length: VERTICES }, (_, i) =>
          Array.from({ length: VERTICES }, (_, j) => i === j),
        )
        for (const [from, to, kind] of list) if (kind === WW) reaches[from]![to] = true
        for (let k = 0; k < VERTICES; k++)
          for (let i = 0; i < VERTICES; i++)
            for (let j = 0; j < VERTICES; j++) reaches[i]![j] ||= reaches[i]![k]! && reaches[k]![j]!
        for (let i = 0; i < VERTICES; i++)
          for (let j = 0; j < VERTICES; j++)
            expect(component[i] === component[j]).toBe(reaches[i]![j]! && reaches[j]![i]!)
        for (const members of cyclicComponents(component)) expect(members.length).toBeGreaterThan(1)
      }),
    )
  })

  it('are found along a path of a million vertices', () => {
    const count = 1_000_000
    const graph = new DependencyGraphBuilder(count)
    for (let i = 0; i < count; i++) graph.add(i, (i + 1) % count, WW)
    const [members, ...others] = cyclicComponents(stronglyConnectedComponents(graph.build(), WW))
    expect(members).toHaveLength(count)
    expect(others).toEqual([])
  })
})
