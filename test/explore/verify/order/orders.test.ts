import fc from 'fast-check'
import {
  always,
  type OrderName,
  type Scenario,
  scenario,
  seconds,
  sometimes,
  UsageError,
  type VisitedState,
  verify,
} from 'lightcone'
import { describe, expect, it } from 'vitest'
import { orderOf } from '../../../../src/explore/verify/order/orders.ts'
import { Search } from '../../../../src/explore/verify/search.ts'
import { randomProtocol, scenarioOf, tableNode } from '../random-protocol.ts'
import { transactionCommit } from '../specifications.ts'
import { abdRegister, paxosRegister } from '../stateright-models.ts'

const exhaustive = ['depth', 'deepening'] as const

const modesOtherThan = (sum: number) =>
  always(
    'not these modes',
    tableNode({ rows: [], fuel: 0 }),
    (states) => states.reduce((all, { mode }) => all + mode, 0) !== sum + 2,
  )

/** The order in which messages are listed is no part of a state. */
function textOf({ nodes, messages }: VisitedState): string {
  return JSON.stringify([nodes, messages.map((sent) => JSON.stringify(sent)).sort()])
}

describe('the orders of a search', () => {
  it('see the same states and steps, and the same ends', () => {
    fc.assert(
      fc.property(randomProtocol, fc.boolean(), (protocol, isReduced) => {
        const search = (order: OrderName) => {
          const seen: string[] = []
          const { verdict, states, generated, ends } = verify(scenarioOf(protocol), {
            order,
            ...(!isReduced && { reductions: { idle: false, unheard: false } }),
            bounds: { states: 1_000 },
            visit: (state) => seen.push(textOf(state)),
          })
          return { verdict, states, generated, ends, seen: seen.sort() }
        }
        const expected = search('breadth')
        fc.pre(expected.verdict === 'verified')
        for (const order of exhaustive) expect(search(order)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('see all that is within a bound on depth, by however long a way they come to it first', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(8), (protocol, depth) => {
        const search = (order: OrderName) => {
          const seen: string[] = []
          const { verdict, exhausted, states, ends } = verify(scenarioOf(protocol), {
            order,
            bounds: { depth },
            visit: (state) => seen.push(textOf(state)),
          })
          return { verdict, exhausted, states, ends, seen: seen.sort() }
        }
        const expected = search('breadth')
        for (const order of exhaustive) expect(search(order)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })

  it('come to the same verdict by counterexamples that replay, deepening by one as short as breadth', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), (protocol, sum) => {
        const told = scenarioOf(protocol, { holds: [modesOtherThan(sum)] })
        const search = (order: OrderName) => verify(told, { order, bounds: { states: 2_000 } })
        const { verdict, violations } = search('breadth')
        fc.pre(verdict === 'violated')
        const [shortest] = violations
        expect(search('deepening').violations).toMatchObject([{ depth: shortest!.depth, replays: true }])
        const deep = search('depth')
        expect(deep).toMatchObject({ verdict: 'violated', violations: [{ replays: true }] })
        expect(deep.violations[0]!.depth).toBeGreaterThanOrEqual(shortest!.depth)
        const walked = search('random')
        expect(walked.verdict).not.toBe('verified')
        for (const { replays } of walked.violations) expect(replays).toBe(true)
      }),
      { numRuns: 100 },
    )
  })

  it('shorten a way found depth-first where depth is bounded, and say how long the shorter one is', () => {
    fc.assert(
      fc.property(randomProtocol, fc.nat(3), fc.integer({ min: 1, max: 9 }), (protocol, sum, depth) => {
        const told = scenarioOf(protocol, { holds: [modesOtherThan(sum)] })
        const broad = verify(told, { bounds: { depth } })
        const deep = verify(told, { bounds: { depth }, order: 'depth' })
        expect(deep.verdict).toBe(broad.verdict)
        for (const violation of deep.violations) {
          expect(violation.depth).toBeLessThanOrEqual(depth)
          expect(violation.depth).toBe(violation.steps.filter(({ type }) => type !== 'begin').length)
          expect(violation.replays).toBe(true)
        }
      }),
      { numRuns: 100 },
    )
  })

  it.each(exhaustive)('come to the published numbers of states: %s', (order) => {
    for (const [told, states] of [
      [abdRegister(), 544],
      [paxosRegister(), 16_668],
    ] as const)
      expect(verify(told, { order })).toMatchObject({ verdict: 'verified', states })
  })

  it('take less memory for what waits by deepening than in breadth, where a level is large', () => {
    const told = paxosRegister()
    const bytes = (order: OrderName) => {
      const search = new Search(told, told.verify!, {}, {}, (self) =>
        orderOf(order, self, undefined, { seed: '1', count: 1 }),
      )
      search.begin()
      let most = 0
      while (!search.over) {
        search.advance(64)
        most = Math.max(most, search.order.bytes)
      }
      return most
    }
    expect(bytes('deepening')).toBeLessThan(bytes('breadth') / 2)
  })
})

describe('random walks', () => {
  const commit = (parts: Partial<Scenario> = {}): Scenario =>
    scenario({
      title: 'Transaction commit',
      nodes: { all: transactionCommit({ managers: ['rm1', 'rm2', 'rm3'] }) },
      until: seconds(1),
      verify: {},
      ...(parts as object),
    })

  it('verify nothing, even when they have seen everything', () => {
    const walked = verify(commit(), { order: 'random' })
    expect(walked).toMatchObject({ verdict: 'undecided', exhausted: 'walks', states: 34, walks: 1_000 })
  })

  it('are drawn from the seed, and bounded in number and length', () => {
    const walk = (seed: number) => verify(commit(), { order: 'random', seed, walks: 3, bounds: { depth: 4 } })
    expect(walk(1)).toEqual(walk(1))
    expect(walk(1).generated).not.toBe(walk(2).generated)
    for (const seed of [1, 2, 3, 4]) {
      expect(walk(seed).depth).toBeLessThanOrEqual(3)
      expect(walk(seed).walks).toBe(3)
    }
  })

  it('reach situations, and show what is declared to be violated', () => {
    const modes = modesOtherThan(0)
    const allCommitted = sometimes('all have committed', transactionCommit({ managers: [] }), ([state]) =>
      Object.values(state!.managers).every((manager) => manager === 'committed'),
    )
    const walked = verify(commit({ reaches: [allCommitted] }), { order: 'random' })
    expect(walked.reached['all have committed']).toBeGreaterThanOrEqual(6)
    fc.assert(
      fc.property(randomProtocol, (protocol) => {
        const told = scenarioOf(protocol, { violates: [modes] })
        fc.pre(verify(told, { bounds: { states: 300 } }).verdict === 'shown')
        expect(verify(told, { order: 'random' }).verdict).toBe('shown')
      }),
      { numRuns: 30 },
    )
  })

  it('are refused in numbers that are none, as are orders that there are not', () => {
    expect(() => verify(commit(), { walks: 0 })).toThrow(/walks to be a whole number, 1 or more/)
    const order = 'dept' as 'depth'
    expect(() => verify(commit(), { order })).toThrow(UsageError)
    expect(() => verify(commit(), { order })).toThrow(
      "Expected an order to search in: breadth, depth, deepening, random, got 'dept'. Did you mean 'depth'?",
    )
  })
})
