import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashRing } from '../../../../src/protocols/consistent-hashing/placement/hash-ring.ts'
import { ketama } from '../../../../src/protocols/consistent-hashing/placement/ketama.ts'
import type { RingPlacement } from '../../../../src/protocols/consistent-hashing/placement/ring.ts'
import {
  contains,
  rangesHeldBy,
  rangesOwnedBy,
  transfers,
} from '../../../../src/protocols/consistent-hashing/placement/transfers.ts'
import { keySets, memberships, nodes } from './memberships.ts'

const replicas = fc.integer({ min: 1, max: 4 })

function ringOf(members: Parameters<typeof hashRing>[0]): RingPlacement {
  return hashRing(members, { virtualNodes: 8 })
}

test('transfers name exactly the keys whose nodes change, with the nodes before and after', () => {
  fc.assert(
    fc.property(memberships(8, { weighted: true }), replicas, keySets(200), (members, count, someKeys) => {
      const before = ringOf(members.slice(1))
      const after = ringOf(members.slice(0, -1))
      const changes = transfers(before, after, count)
      for (const key of someKeys) {
        const found = changes.filter((range) => contains(range, after.position(key)))
        const from = before.place(key, count)
        const to = after.place(key, count)
        if (from.join() === to.join()) expect(found).toEqual([])
        else expect(found.map((change) => [change.before, change.after])).toEqual([[from, to]])
      }
    }),
  )
})

test('a range holds its first position and not its last', () => {
  const range = { from: 10, to: 12 }
  expect([9, 10, 11, 12].map((position) => contains(range, position))).toEqual([false, true, true, false])
})

test('nothing is transferred between equal rings', () => {
  expect(transfers(ringOf(nodes(4)), ringOf(nodes(4).toReversed()), 3)).toEqual([])
})

test('to the first node everything is transferred', () => {
  const ring = ringOf(nodes(1))
  expect(transfers(ringOf([]), ring, 3)).toEqual([
    { from: 0, to: ring.circumference, before: [], after: ['n1'] },
  ])
})

test('with one replica a join transfers to the joiner alone, the very ranges it then owns', () => {
  const after = ringOf(nodes(5))
  const changes = transfers(after.leave('n3'), after, 1)
  expect(changes.every((change) => change.after[0] === 'n3')).toBe(true)
  const length = (ranges: readonly { from: number; to: number }[]) =>
    ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  expect(length(changes)).toBe(length(rangesOwnedBy(after, 'n3')))
})

test('a node holds the ranges it owns, and those it replicates', () => {
  fc.assert(
    fc.property(memberships(6, { weighted: true }), replicas, keySets(50), (members, count, someKeys) => {
      const ring = ringOf(members)
      const node = ring.nodes[0]!
      const owned = rangesOwnedBy(ring, node)
      const held = rangesHeldBy(ring, node, count)
      for (const key of someKeys) {
        const holders = ring.place(key, count)
        const position = ring.position(key)
        expect(owned.some((range) => contains(range, position))).toBe(holders[0] === node)
        expect(held.some((range) => contains(range, position))).toBe(holders.includes(node))
      }
    }),
  )
})

test('every range is held by as many nodes as there are replicas', () => {
  const ring = ringOf(nodes(5))
  const held = ring.nodes.flatMap((node) => rangesHeldBy(ring, node, 3))
  const length = held.reduce((sum, { from, to }) => sum + (to - from) / ring.circumference, 0)
  expect(length).toBeCloseTo(3, 9)
})

test('rings of two kinds are not compared', () => {
  expect(() => transfers(hashRing(nodes(2)), ketama(nodes(2)), 1)).toThrow(
    "Expected two rings of one kind, got 'ring' and 'ketama'.",
  )
})
