import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../../../src/kernel/errors.ts'
import { hashRing } from '../../../../src/protocols/consistent-hashing/placement/hash-ring.ts'
import type { RingPlacement } from '../../../../src/protocols/consistent-hashing/placement/ring.ts'
import { keys, memberships, nodes } from './memberships.ts'

/** The share of the ring that each node owns, by the lengths of its arcs: no sample of keys, no sampling error. */
function shares(ring: RingPlacement): Map<string, number> {
  const owned = new Map(ring.nodes.map((node) => [node, 0]))
  for (const { from, to, nodes: owners } of ring.ranges(1)) {
    owned.set(owners[0]!, owned.get(owners[0]!)! + (to - from) / ring.circumference)
  }
  return owned
}

/** The standard error of the shares of equal nodes, in relation to the mean. */
function standardError(ring: RingPlacement): number {
  const mean = 1 / ring.nodes.length
  const squares = [...shares(ring).values()].map((share) => (share / mean - 1) * (share / mean - 1))
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}

test.each([
  [1, 0.997906, 0.005, 5.25],
  [10, 0.315181, 0.37, 1.98],
  [100, 0.0996996, 0.76, 1.28],
])(
  '%i virtual nodes give shares with a standard error of %d, 99 in 100 between %d and %d of the mean (Lamping & Veach 2014)',
  (virtualNodes, published, least, most) => {
    const ring = hashRing(nodes(1_000), { virtualNodes })
    // Four standard deviations of an estimate from 1,000 samples of a Gamma(v) variable, whose kurtosis is 3 + 6/v.
    const tolerance = 4 * Math.sqrt((2 + 6 / virtualNodes) / 4_000)
    expect(Math.abs(standardError(ring) / published - 1)).toBeLessThan(tolerance)
    const relative = [...shares(ring).values()].map((share) => share * 1_000)
    const inside = relative.filter((share) => least < share && share < most).length
    // 990 ± 4·√(1000·0.99·0.01).
    expect(Math.abs(inside - 990)).toBeLessThan(13)
  },
)

test('a node of weight w has w times the virtual nodes and about w times the share', () => {
  const ring = hashRing([{ id: 'small', weight: 0.5 }, { id: 'one' }, { id: 'big', weight: 6.5 }], {
    virtualNodes: 1_000,
  })
  expect(ring.virtualNodeCount).toBe(8_000)
  const owned = shares(ring)
  // Four standard errors of 1/√(1000·w).
  expect(Math.abs(owned.get('small')! / (0.5 / 8) - 1)).toBeLessThan(4 / Math.sqrt(500))
  expect(Math.abs(owned.get('one')! / (1 / 8) - 1)).toBeLessThan(4 / Math.sqrt(1_000))
  expect(Math.abs(owned.get('big')! / (6.5 / 8) - 1)).toBeLessThan(4 / Math.sqrt(6_500))
})

test('the number of virtual nodes is rounded to the nearest', () => {
  const count = (weight: number) => hashRing([{ id: 'n1', weight }], { virtualNodes: 10 }).virtualNodeCount
  expect([0.06, 0.24, 0.25, 0.34, 0.36].map(count)).toEqual([1, 2, 3, 3, 4])
})

test('ranges cover the ring without gap or overlap, and say of every position what `placeAt` says', () => {
  fc.assert(
    fc.property(
      memberships(6, { weighted: true }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      (members, virtualNodes, replicas) => {
        const ring = hashRing(members, { virtualNodes: 2 * virtualNodes })
        let end = 0
        for (const { from, to, nodes: holders } of ring.ranges(replicas)) {
          expect(from).toBe(end)
          expect(to).toBeGreaterThan(from)
          expect(ring.placeAt(from, replicas)).toEqual(holders)
          expect(ring.placeAt(to - 1, replicas)).toEqual(holders)
          end = to
        }
        expect(end).toBe(ring.circumference)
      },
    ),
  )
})

test('a ring of nobody is one range that nobody holds', () => {
  const empty = hashRing([])
  expect(empty.ranges(3)).toEqual([{ from: 0, to: empty.circumference, nodes: [] }])
  expect(empty.placeAt(5, 1)).toEqual([])
})

test('a key is placed where its position is', () => {
  const ring = hashRing(nodes(7))
  for (const key of keys(100)) expect(ring.place(key, 3)).toEqual(ring.placeAt(ring.position(key), 3))
})

test('the replicas of a key are the next distinct nodes clockwise (Dynamo §4.3)', () => {
  const ring = hashRing(nodes(5), { virtualNodes: 8 })
  for (const key of keys(100)) {
    const first = ring.successor(ring.position(key))
    const clockwise = Array.from(
      { length: ring.virtualNodeCount },
      (_, step) => ring.nodes[ring.ownerOf(first + step)]!,
    )
    expect(ring.place(key, 5)).toEqual([...new Set(clockwise)])
  }
})

test('placements on a hash ring stay the same from version to version', () => {
  const ring = hashRing(nodes(5))
  expect(ring.position('key-0')).toBe(331704727330810)
  expect(keys(12).map((key) => ring.place(key, 3).join(' '))).toEqual([
    'n5 n3 n1',
    'n2 n4 n5',
    'n1 n3 n2',
    'n3 n5 n2',
    'n1 n4 n3',
    'n5 n3 n1',
    'n2 n1 n4',
    'n1 n3 n5',
    'n1 n3 n5',
    'n1 n5 n2',
    'n1 n3 n5',
    'n1 n3 n5',
  ])
})

test('impossible numbers of virtual nodes are refused with a sentence', () => {
  expect(() => hashRing(nodes(1), { virtualNodes: 0 })).toThrow(
    new UsageError('Expected `virtualNodes` to be an integer of at least 1, got 0.'),
  )
  expect(() => hashRing(nodes(1), { virtualNodes: 1.5 })).toThrow('got 1.5')
  expect(() => hashRing([{ id: 'n1', weight: 1e-9 }])).toThrow(
    "got 1e-9 × 128 for 'n1'; choose weights around 1.",
  )
  expect(() => hashRing([{ id: 'n1', weight: 1e9 }])).toThrow('1 to 1000000 virtual nodes')
})
