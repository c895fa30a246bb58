import { expect, test } from 'vitest'
import { membershipOf } from '../../../../src/protocols/consistent-hashing/placement/membership.ts'
import type { Member } from '../../../../src/protocols/consistent-hashing/placement/placement.ts'
import { RingPlacement, sameNodes } from '../../../../src/protocols/consistent-hashing/placement/ring.ts'

/** A ring of the positions 0 to 99 on which a key lies where it says. */
function ring(virtualNodes: Record<string, number[]>): RingPlacement {
  const build = (members: readonly Member[]): RingPlacement =>
    new RingPlacement({
      algorithm: 'planted',
      members: membershipOf(members),
      circumference: 100,
      virtualNodes: ({ id }) => virtualNodes[id]!,
      position: Number,
      rebuild: build,
    })
  return build(Object.keys(virtualNodes).map((id) => ({ id })))
}

test('a key belongs to the first virtual node at or after it, and past the last one to the first', () => {
  const placement = ring({ alice: [10], bob: [40] })
  expect(['0', '10', '11', '40', '41', '99'].map((key) => placement.place(key, 1)[0])).toEqual([
    'alice',
    'alice',
    'bob',
    'bob',
    'alice',
    'alice',
  ])
})

test('virtual nodes of a physical node that is among the replicas are skipped (Dynamo §4.3)', () => {
  const placement = ring({ alice: [10, 11, 12, 50], bob: [20], carol: [30] })
  expect(placement.place('5', 2)).toEqual(['alice', 'bob'])
  expect(placement.place('45', 3)).toEqual(['alice', 'bob', 'carol'])
  expect(placement.place('25', 9)).toEqual(['carol', 'alice', 'bob'])
})

test('of virtual nodes at one position the lesser id wins, whoever came first', () => {
  const placement = ring({ carol: [30, 70], bob: [30], alice: [70] })
  expect(placement.place('30', 3)).toEqual(['bob', 'carol', 'alice'])
  expect(placement.place('60', 3)).toEqual(['alice', 'carol', 'bob'])
  expect(placement.ranges(1)).toEqual([
    { from: 0, to: 31, nodes: ['bob'] },
    { from: 31, to: 71, nodes: ['alice'] },
    { from: 71, to: 100, nodes: ['bob'] },
  ])
})

test('the range through zero comes as two, and neighbours with the same nodes as one', () => {
  expect(ring({ alice: [10, 20, 99], bob: [40] }).ranges(2)).toEqual([
    { from: 0, to: 21, nodes: ['alice', 'bob'] },
    { from: 21, to: 41, nodes: ['bob', 'alice'] },
    { from: 41, to: 100, nodes: ['alice', 'bob'] },
  ])
  expect(ring({ alice: [0] }).ranges(1)).toEqual([{ from: 0, to: 100, nodes: ['alice'] }])
})

test('a node that joins takes its arcs and leaves the others alone', () => {
  const three = ring({ alice: [10], bob: [40], carol: [70] })
  expect(three.leave('bob').ranges(1)).toEqual([
    { from: 0, to: 11, nodes: ['alice'] },
    { from: 11, to: 71, nodes: ['carol'] },
    { from: 71, to: 100, nodes: ['alice'] },
  ])
  expect(three.leave('bob').join({ id: 'bob' }).ranges(2)).toEqual(three.ranges(2))
})

test('lists of nodes are the same if they have the same nodes in the same order', () => {
  expect(sameNodes(['a', 'b'], ['a', 'b'])).toBe(true)
  expect(sameNodes(['a', 'b'], ['b', 'a'])).toBe(false)
  expect(sameNodes(['a'], ['a', 'b'])).toBe(false)
  expect(sameNodes([], [])).toBe(true)
})
