import { describe, expect, it } from 'vitest'
import { Abstraction } from '../../../src/explore/search/abstraction.ts'

const usual = {
  isReady: false,
  mode: 'slow-start',
  peer: null as string | null,
  epoch: 0,
  entries: [] as number[],
}
type State = typeof usual & { role: { type: string; since?: number } }

/** The abstract state of the first node among others of its kind. */
function abstract(state: Partial<State>, ...others: Partial<State>[]): number {
  const nodes = [state, ...others].map((part, index) => ({
    id: `n${index + 1}`,
    index,
    kind: 'counter',
    up: true,
    state: { ...usual, role: { type: 'idle' }, ...part },
  }))
  const abstraction = new Abstraction(nodes)
  for (const index of nodes.keys()) abstraction.look(nodes.length - 1 - index)
  return abstraction.stateOf(0)
}

describe('an abstract state', () => {
  it.each<[string, Partial<State>]>([
    ['booleans', { isReady: true }],
    ['words', { mode: 'steady' }],
    ['what is there and what is not', { peer: 'n2' }],
    ['the type of a union', { role: { type: 'busy' } }],
    ['whether there are entries', { entries: [7] }],
  ])('tells apart %s', (_what, change) => {
    expect(abstract(change, {})).not.toBe(abstract({}, {}))
  })

  it('tells oneself from others, not others from each other', () => {
    expect(abstract({ peer: 'n1' }, {}, {})).not.toBe(abstract({ peer: 'n2' }, {}, {}))
    expect(abstract({ peer: 'n2' }, {}, {})).toBe(abstract({ peer: 'n3' }, {}, {}))
  })

  it.each<[string, Partial<State>, Partial<State>]>([
    ['what is in a list', { entries: [1, 2, 3] }, { entries: [4, 5, 6] }],
    ['what users write', { mode: 'client 17' }, { mode: 'client 18' }],
    ['the rest of a union', { role: { type: 'busy', since: 5 } }, { role: { type: 'busy', since: 6 } }],
    ['times', { epoch: 123_456 }, { epoch: 654_321 }],
  ])('leaves out %s', (_what, one, other) => {
    expect(abstract(one, {})).toBe(abstract(other, {}))
  })

  it('has counters by their rank among the nodes, so that they do not grow for ever', () => {
    const behind = abstract({ epoch: 1 }, { epoch: 2 })
    expect(abstract({ epoch: 71 }, { epoch: 72 })).toBe(behind)
    expect(abstract({ epoch: 2 }, { epoch: 1 })).not.toBe(behind)
    expect(abstract({ epoch: 1 }, { epoch: 2 }, { epoch: 3 })).not.toBe(behind)
    expect(abstract({ epoch: 1 }, { epoch: 2 }, { epoch: 3 }, { epoch: 4 })).toBe(
      abstract({ epoch: 1 }, { epoch: 3 }, { epoch: 4 }, { epoch: 5 }),
    )
  })
})
