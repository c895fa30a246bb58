import { expect, it } from 'vitest'
import { stateChanges } from '../../../src/explore/explain/state-changes.ts'

it.each([
  [{ term: 1 }, { term: 1 }, []],
  [{ term: 1, votedFor: null }, { term: 2, votedFor: 'n1' }, ['term: 1 → 2', 'votedFor: null → "n1"']],
  [{ log: [1] }, { log: [1, { term: 2 }] }, ['log + {term: 2}']],
  [{ log: [1, 2, 3] }, { log: [1] }, ['log: the last 2 of 3 gone']],
  [{ log: [1, 2] }, { log: [1, 3] }, ['log[1]: 2 → 3']],
  [{ log: [1, 2] }, { log: [4, 5, 6] }, ['log: [1, 2] → [4, 5, 6]']],
  [
    { next: { n1: 3, n2: 4 } },
    { next: { n1: 3, n2: 5, n3: 1 } },
    ['next.n2: 4 → 5', 'next.n3: undefined → 1'],
  ],
  [{ role: { type: 'leader' } }, { role: null }, ['role: {type: "leader"} → null']],
])('from %j to %j is %j', (before, after, changes) => {
  expect(stateChanges(before, after)).toEqual(changes)
})
