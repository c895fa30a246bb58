import fc from 'fast-check'
import { verify } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { randomProtocol, scenarioOf } from './random-protocol.ts'
import { referenceSearch } from './reference-search.ts'

describe('breadth-first search', () => {
  it('visits the very states that the plainest search does, over every kind of network', () => {
    fc.assert(
      fc.property(randomProtocol, (protocol) => {
        const expected = referenceSearch(protocol, 500)
        fc.pre(expected !== null)
        const snapshots: string[] = []
        const { verdict, states, generated, depth, ends } = verify(scenarioOf(protocol), {
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
})
