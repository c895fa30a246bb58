import { expect, test } from 'vitest'
import { ketama, ketamaHash } from '../../../../src/protocols/consistent-hashing/placement/ketama.ts'
import { nodes } from './memberships.ts'

test('two servers of the weights 600 and 400 have 192 and 128 of 320 points, as in libketama', () => {
  const ring = ketama([
    { id: '127.0.0.1:11211', weight: 600 },
    { id: '127.0.0.1:11212', weight: 400 },
  ])
  expect(ring.virtualNodeCount).toBe(320)
  const owners = Array.from({ length: 320 }, (_, point) => ring.nodes[ring.ownerOf(point)])
  expect(owners.filter((owner) => owner === '127.0.0.1:11211')).toHaveLength(192)
})

test('the key "test" hashes to 3446378249 and lies on the point 3454255383 of the first server', () => {
  const ring = ketama([
    { id: '127.0.0.1:11211', weight: 600 },
    { id: '127.0.0.1:11212', weight: 400 },
  ])
  expect(ketamaHash('test')).toBe(3446378249)
  expect(ring.position('test')).toBe(3446378249)
  const point = ring.successor(3446378249)
  expect(ring.successor(3454255383)).toBe(point)
  expect(ring.successor(3454255384)).toBe(point + 1)
  expect(ring.place('test', 1)).toEqual(['127.0.0.1:11211'])
})

test('eight equal servers take the keys that libketama gives them', () => {
  const ring = ketama(Array.from({ length: 8 }, (_, index) => ({ id: `10.0.1.${index + 1}:11211` })))
  const known = { 137470: 2, 137703: 3, 137936: 1, 138169: 6, 138402: 8, 138635: 7, 138868: 2, 139101: 4 }
  for (const [key, server] of Object.entries(known)) {
    expect(ring.place(key, 1)).toEqual([`10.0.1.${server}:11211`])
  }
})

test('equal servers have 160 points each, however the share is rounded', () => {
  for (let count = 1; count <= 60; count++) expect(ketama(nodes(count)).virtualNodeCount).toBe(160 * count)
})

test('points are counted in single precision, as libketama does', () => {
  const weights = [371, 29, 100, 100, 100]
  const ring = ketama(weights.map((weight, index) => ({ id: `n${index}`, weight })))
  // In double precision n0 had 371/700 · 40 · 5 = 106 digests, were it not for the float below it: 105.
  expect(ring.virtualNodeCount).toBe(4 * (105 + 8 + 28 + 28 + 28))
})

test('a weight too small for a single point is refused', () => {
  expect(() =>
    ketama([
      { id: 'n1', weight: 1 },
      { id: 'n2', weight: 1_000 },
    ]),
  ).toThrow("Expected weights that give each member a virtual node, got 1 for 'n1'")
})
