import fc from 'fast-check'
import { always, cluster, defineNode, scenario, seconds, type VisitedState, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { scenarioOf, symmetricProtocol, tableNode } from '../random-protocol.ts'

describe('symmetry', () => {
  it('comes to the same verdict at the same depth, of states that differ in names alone seeing one at least', () => {
    fc.assert(
      fc.property(symmetricProtocol, fc.nat(4), (protocol, sum) => {
        const ids = protocol.tables.map((_, index) => `n${index + 1}`)
        const modes = always(
          'not these modes',
          tableNode({ rows: [], fuel: 0 }),
          (states) => states.reduce((all, { mode }) => all + mode, 0) !== sum + 2,
        )
        const told = scenarioOf(
          { ...protocol, bounds: { ...protocol.bounds, timeouts: Math.min(1, protocol.bounds.timeouts) } },
          { holds: [modes] },
        )
        const seen = new Set<string>()
        const all = verify(told, {
          bounds: { states: 2_000 },
          visit: (state) => seen.add(orbitOf(state, ids)),
        })
        fc.pre(all.verdict !== 'undecided')
        const reduced = verify(told, { bounds: { symmetry: [ids] } })
        expect(reduced.verdict).toBe(all.verdict)
        expect(reduced.depth).toBe(all.depth)
        expect(reduced.violations.map(({ depth, replays }) => ({ depth, replays }))).toEqual(
          all.violations.map(({ depth }) => ({ depth, replays: true })),
        )
        if (all.verdict === 'verified' && told.verify!.network !== 'ordered')
          expect(reduced.states).toBeGreaterThanOrEqual(seen.size)
        expect(reduced.states).toBeLessThanOrEqual(all.states)
      }),
      { numRuns: 100 },
    )
  })

  it('is refused where a handler goes by names', () => {
    const leader = defineNode<{ isFirst: boolean }, { type: 'go' }>('leader', {
      initial: () => ({ isFirst: false }),
      boot: (state, ctx) => {
        state.isFirst = ctx.nodes[0] === ctx.self
      },
    })
    const told = scenario({
      title: 'The first one leads',
      nodes: cluster(2, leader()),
      until: seconds(1),
      verify: { symmetry: [['n1', 'n2']] },
    })
    expect(() => verify(told)).toThrow(
      /what n2 does on its boot is not what n1 does on its boot; does a handler compare names/,
    )
    expect(verify(told, { reductions: { symmetry: false } }).verdict).toBe('verified')
  })

  it('is refused among nodes that are set up differently', () => {
    const node = defineNode<{ value: number }, { type: 'go' }, { value: number }>('node', {
      initial: ({ value }) => ({ value }),
    })
    const told = scenario({
      title: 'Two differ',
      nodes: { n1: node({ value: 1 }), n2: node({ value: 2 }) },
      until: seconds(1),
      verify: { symmetry: [['n1', 'n2']] },
    })
    expect(() => verify(told)).toThrow(/n1 is node with {"value":1} and n2 is node with {"value":2}/)
  })
})

/** What a state has in common with all that it can be renamed to. */
function orbitOf({ nodes, messages }: VisitedState, ids: readonly string[]): string {
  const texts = permutations(ids).map((order) => {
    const name = (id: string) => ids[order.indexOf(id)]!
    const sent = messages.map(
      ({ from, to, message }) => `${name(from)}>${name(to)} ${JSON.stringify(message)}`,
    )
    return JSON.stringify([order.map((id) => nodes[id]), sent.sort()])
  })
  return texts.sort()[0]!
}

function permutations(items: readonly string[]): string[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) =>
    permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
  )
}
