import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { History, Operation } from '../../../src/checkers/history.ts'
import {
  DependencyGraphBuilder,
  ONWARD,
  PROCESS,
  REALTIME,
} from '../../../src/checkers/isolation/dependency-graph.ts'
import {
  addRealTimeOrder,
  addSessionOrder,
  precedesIn,
} from '../../../src/checkers/isolation/session-order.ts'

/** Histories of three processes, each of which may crash once. */
const histories: fc.Arbitrary<History> = fc
  .array(
    fc.record({ process: fc.nat({ max: 2 }), outcome: fc.constantFrom('ok', 'ok', 'ok', 'failed', 'crash') }),
    {
      maxLength: 24,
    },
  )
  .map((turns) => {
    const history: { -readonly [Field in keyof Operation]: Operation[Field] }[] = []
    const underWay = new Map<number, (typeof history)[number]>()
    const crashed = new Set<number>()
    for (const [position, { process, outcome }] of turns.entries()) {
      if (crashed.has(process)) continue
      const operation = underWay.get(process)
      if (operation === undefined) {
        const invoked = { process: `p${process}`, input: null, invoked: position, returned: null }
        history.push({ ...invoked, outcome: 'indeterminate' })
        underWay.set(process, history.at(-1)!)
      } else if (outcome === 'crash') crashed.add(process)
      else {
        operation.outcome = outcome
        operation.returned = position
        underWay.delete(process)
      }
    }
    return history
  })

describe.each([
  ['session', PROCESS, addSessionOrder, (a: Operation, b: Operation) => a.process === b.process],
  ['real-time', REALTIME, addRealTimeOrder, (a: Operation, b: Operation) => a.returned! < b.invoked],
] as const)('the %s order', (_name, kind, add, relates) => {
  it('leads from every transaction that returned to all that follow it and did not fail', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const builder = new DependencyGraphBuilder(history.length)
        add(builder, history)
        const graph = builder.build()
        const precedes = precedesIn(history)
        for (const [from, a] of history.entries()) {
          const reached = new Set<number>()
          const vertices = [from]
          for (const vertex of vertices) {
            for (let edge = graph.start[vertex]!; edge < graph.start[vertex + 1]!; edge++) {
              expect(graph.kind[edge]).toBe(vertex === from ? kind : ONWARD)
              if (graph.target[edge]! < history.length) reached.add(graph.target[edge]!)
              else vertices.push(graph.target[edge]!)
            }
          }
          for (const [to, b] of history.entries()) {
            const follows = a.outcome === 'ok' && from < to && relates(a, b)
            expect(precedes(kind, from, to)).toBe(follows)
            expect(reached.has(to)).toBe(follows && b.outcome !== 'failed')
          }
        }
      }),
    )
  })

  it('takes a number of edges that grows with the history, not with its square', () => {
    const history = Array.from({ length: 10_000 }, (_, i) => ({
      process: `p${i % 100}`,
      input: null,
      outcome: 'ok' as const,
      invoked: 2 * i,
      returned: 2 * i + 199,
    }))
    const builder = new DependencyGraphBuilder(history.length)
    add(builder, history)
    expect(builder.size).toBeLessThanOrEqual(3 * history.length)
  })
})
