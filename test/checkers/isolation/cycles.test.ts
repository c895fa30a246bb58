import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { impliedAnomalies, modelsRuledOutBy } from '../../../src/checkers/isolation/consistency-model.ts'
import { type Cycle, nameOf, type Step } from '../../../src/checkers/isolation/cycle.ts'
import { findCycles } from '../../../src/checkers/isolation/cycles.ts'
import {
  DependencyGraphBuilder,
  ONWARD,
  PROCESS,
  REALTIME,
  RW,
  WR,
  WW,
} from '../../../src/checkers/isolation/dependency-graph.ts'
import {
  addRealTimeOrder,
  addSessionOrder,
  precedesIn,
} from '../../../src/checkers/isolation/session-order.ts'

const TRANSACTIONS = 6
/** Three processes run two transactions each, one after the other; the windows overlap by chance. */
const cases = fc.record({
  windows: fc.array(fc.nat({ max: 3 }), { minLength: TRANSACTIONS, maxLength: TRANSACTIONS }),
  data: fc.array(
    fc.tuple(
      fc.nat({ max: TRANSACTIONS - 1 }),
      fc.nat({ max: TRANSACTIONS - 1 }),
      fc.constantFrom(WW, WR, RW, RW),
    ),
    { minLength: 2, maxLength: 10 },
  ),
})

function historyOf(windows: readonly number[]) {
  const returned = windows.map((window, i) => Math.max(2 * i + 1, Math.min(2 * (i + window) + 1, 2 * i + 5)))
  return windows.map((_, i) => ({
    process: `p${i % 3}`,
    input: null,
    outcome: 'ok' as const,
    invoked: 2 * i * 100,
    returned: returned[i]! * 100 + i,
  }))
}

/** Every cycle that meets no transaction twice. */
function allCycles(steps: readonly Step[]): Cycle[] {
  const cycles: Cycle[] = []
  const extend = (path: readonly Step[]): void => {
    const first = path[0]!.from
    for (const step of steps) {
      if (step.from !== path.at(-1)!.to || step.to < first) continue
      if (step.to === first) cycles.push([...path, step])
      else if (!path.some(({ from }) => from === step.to) && step.to !== first) extend([...path, step])
    }
  }
  for (const step of steps) if (step.from < step.to) extend([step])
  return cycles
}

describe('the search for cycles', () => {
  it('finds of each component the smallest cycle of every name that no other implies', () => {
    fc.assert(
      fc.property(cases, ({ windows, data }) => {
        const history = historyOf(windows)
        const precedes = precedesIn(history)
        const builder = new DependencyGraphBuilder(TRANSACTIONS)
        const steps: Step[] = []
        for (const [from, to, kind] of data) {
          if (from === to) continue
          builder.add(from, to, kind)
          steps.push({ from, to, kind })
        }
        for (let from = 0; from < TRANSACTIONS; from++)
          for (let to = 0; to < TRANSACTIONS; to++)
            for (const kind of [PROCESS, REALTIME])
              if (precedes(kind, from, to)) steps.push({ from, to, kind })
        addSessionOrder(builder, history)
        addRealTimeOrder(builder, history)

        const found = findCycles(builder.build(), [0, PROCESS, REALTIME], precedes, { left: 1e6 })
        const all = allCycles(steps)
        expect(found.complete).toBe(true)
        for (const { name, cycle } of found.cycles) {
          expect(nameOf(cycle)).toBe(name)
          for (const [i, step] of cycle.entries()) {
            expect(steps).toContainEqual(step)
            expect(cycle[(i + 1) % cycle.length]!.from).toBe(step.to)
          }
        }
        const names = found.cycles.map(({ name }) => name)
        const allNames = all.map(nameOf)
        // Next to a circle of information (G0, G1c) cycles that rule out nothing more may go unnamed.
        if (!names.some((name) => /^G(0|1c)/.test(name)))
          for (const name of allNames) expect(impliedAnomalies(names)).toContain(name)
        expect(modelsRuledOutBy(names)).toEqual(modelsRuledOutBy(allNames))
        // Two cycles are in one component if a chain of cycles, each meeting the next, joins them.
        const component = Array.from({ length: TRANSACTIONS }, (_, i) => i)
        for (const cycle of all) {
          const joined = cycle.map(({ from }) => component[from]!)
          for (const [i, c] of component.entries()) if (joined.includes(c)) component[i] = joined[0]!
        }
        for (const { name, cycle } of found.cycles) {
          const alike = all.filter(
            (other) => nameOf(other) === name && component[other[0]!.from] === component[cycle[0]!.from],
          )
          expect(cycle).toHaveLength(Math.min(...alike.map((other) => other.length)))
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('proves in linear time, without any effort, which models are ruled out', () => {
    fc.assert(
      fc.property(cases, ({ windows, data }) => {
        const history = historyOf(windows)
        const precedes = precedesIn(history)
        const builder = new DependencyGraphBuilder(TRANSACTIONS)
        for (const [from, to, kind] of data) if (from !== to) builder.add(from, to, kind)
        addSessionOrder(builder, history)
        addRealTimeOrder(builder, history)
        const graph = builder.build()
        const decisive = ['serializable', 'snapshot-isolation', 'read-committed', 'read-uncommitted'].flatMap(
          (level) => [
            level,
            `strong-session-${level}`,
            level === 'serializable' ? 'strict-serializable' : `strong-${level}`,
          ],
        )
        const ruledOut = (effort: number) => {
          const { cycles } = findCycles(graph, [0, PROCESS, REALTIME], precedes, { left: effort })
          return modelsRuledOutBy(cycles.map(({ name }) => name)).filter((model) => decisive.includes(model))
        }
        expect(ruledOut(0)).toEqual(ruledOut(1e6))
      }),
      { numRuns: 1000 },
    )
  })

  it('finds the one cycle with one anti-dependency among thousands with several', () => {
    // A ring of ww with one rw, from which hang chains that lead back to it by two rw in a row.
    const ring = 300
    const chains = 300
    const builder = new DependencyGraphBuilder(ring + 2 * chains)
    for (let i = 0; i < ring; i++) builder.add(i, (i + 1) % ring, i === ring - 1 ? RW : WW)
    for (let i = 0; i < chains; i++) {
      builder.add(i, ring + 2 * i, RW)
      builder.add(ring + 2 * i, ring + 2 * i + 1, RW)
      builder.add(ring + 2 * i + 1, 0, WW)
    }
    const { cycles } = findCycles(builder.build(), [0], () => false, { left: 1e8 })
    expect(cycles.map(({ name, cycle }) => [name, cycle.length])).toEqual([['G-single', ring]])
  })

  it('tells a cycle from its earliest transaction on', () => {
    const builder = new DependencyGraphBuilder(3)
    builder.add(2, 0, WR)
    builder.add(0, 1, WW)
    builder.add(1, 2, WW)
    const { cycles } = findCycles(builder.build(), [0], () => false, { left: 1e6 })
    expect(cycles[0]!.cycle.map(({ from }) => from)).toEqual([0, 1, 2])
    expect(ONWARD & (WW | WR)).toBe(0)
  })
})
