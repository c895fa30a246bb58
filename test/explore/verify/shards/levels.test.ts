import fc from 'fast-check'
import { always, verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { randomProtocol, scenarioOf, tableNode } from '../random-protocol.ts'
import { referenceSearch } from '../reference-search.ts'

describe('breadth-first search', () => {
  it('visits the very states that the plainest search does, over every kind of network', () => {
    fc.assert(
      fc.property(randomProtocol, (protocol) => {
        const expected = referenceSearch(protocol, 500)
        fc.pre(expected !== null)
        const snapshots: string[] = []
        const { verdict, states, generated, depth, ends } = verify(scenarioOf(protocol), {
          reductions: { idle: false, unheard: false },
          visit({ nodes, messages }) {
            const names = Object.keys(nodes)
            snapshots.push(
              JSON.stringify({
                nodes: Object.values(nodes).map(({ up, state }) => ({ up, state })),
                messages: messages
                  .map(
                    ({ from, to, message }) =>
                      `${names.indexOf(from)}>${names.indexOf(to)} ${(message as { type: string }).type}`,
                  )
                  .sort(),
              }),
            )
          },
        })
        expect({ verdict, states, generated, depth, ends }).toEqual({
          verdict: 'verified',
          states: expected.states,
          generated: expected.generated,
          depth: expected.depth,
          ends: expected.ends,
        })
        expect(snapshots.sort()).toEqual(expected.snapshots.sort())
      }),
      { numRuns: 200 },
    )
  })

  it.each(['idle', 'unheard'] as const)(
    'comes to the same verdict and reaches the same states of nodes without what is %s',
    (reduction) => {
      let cuts = 0
      fc.assert(
        fc.property(randomProtocol, fc.nat(4), fc.boolean(), (protocol, sum, other) => {
          const modes = always('not these modes', tableNode({ rows: [], fuel: 0 }), (states) => {
            return states.reduce((all, { mode }) => all + mode, 0) !== sum + 2
          })
          const told = scenarioOf(protocol, { holds: [modes] })
          const search = (isReduced: boolean) => {
            const seen = new Set<string>()
            const result = verify(told, {
              reductions: { idle: other, unheard: other, [reduction]: isReduced },
              bounds: { states: 1_000 },
              visit: ({ nodes }) => seen.add(JSON.stringify(nodes)),
            })
            return { ...result, seen }
          }
          const all = search(false)
          fc.pre(all.verdict !== 'undecided')
          const reduced = search(true)
          expect(reduced.verdict).toBe(all.verdict)
          expect(reduced.violations.map(({ replays }) => replays)).toEqual(all.violations.map(() => true))
          const [depth, shorter] = [all, reduced].map(({ violations }) => violations[0]?.depth ?? 0)
          // In a queue, what nobody hears has to be taken out of the way.
          if (reduction === 'unheard' && protocol.bounds.network === 'ordered')
            expect(shorter).toBeLessThanOrEqual(depth!)
          else expect(shorter).toBe(depth)
          expect(reduced.states).toBeLessThanOrEqual(all.states)
          if (all.verdict === 'verified') expect([...reduced.seen].sort()).toEqual([...all.seen].sort())
          if (reduced.states < all.states) cuts++
        }),
        { numRuns: 100 },
      )
      expect(cuts).toBeGreaterThan(2)
    },
  )
})
