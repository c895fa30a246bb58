import { expect, test } from 'vitest'
import { loadsOf } from '../../../../src/protocols/consistent-hashing/placement/properties.ts'
import { rendezvous } from '../../../../src/protocols/consistent-hashing/placement/rendezvous.ts'
import { keys, nodes } from './memberships.ts'

test('a node wins in proportion to its weight (Schindelhauer & Schomaker 2005)', () => {
  const weights = { n1: 0.5, n2: 1, n3: 2.5, n4: 6 }
  const placement = rendezvous(Object.entries(weights).map(([id, weight]) => ({ id, weight })))
  const count = 20_000
  const loads = loadsOf(placement, keys(count))
  for (const [id, weight] of Object.entries(weights)) {
    const share = weight / 10
    expect(Math.abs(loads.get(id)! - count * share)).toBeLessThan(5 * Math.sqrt(count * share * (1 - share)))
  }
})

test('the replicas of a key are where it would go if the nodes before them left', () => {
  const placement = rendezvous(nodes(6))
  for (const key of keys(50)) {
    const [first, second, third] = placement.place(key, 3)
    expect(placement.leave(first!).place(key, 2)).toEqual([second, third])
  }
})

test('raising a weight moves keys to that node only', () => {
  const before = rendezvous(nodes(5))
  const after = before.leave('n2').join({ id: 'n2', weight: 2 })
  const arrived = keys(2_000).filter((key) => {
    const [from] = before.place(key, 1)
    const [to] = after.place(key, 1)
    if (from !== to) expect(to).toBe('n2')
    return from !== to
  })
  expect(arrived.length).toBeGreaterThan(0)
})

test('a key named as a node goes to any node', () => {
  const placement = rendezvous(nodes(4))
  const homes = nodes(400).map(({ id }) => placement.place(id, 1)[0])
  expect(new Set(homes).size).toBe(4)
})

test('placements by rendezvous stay the same from version to version', () => {
  const placement = rendezvous([
    { id: 'n1' },
    { id: 'n2', weight: 2 },
    { id: 'n3' },
    { id: 'n4', weight: 0.5 },
  ])
  expect(keys(12).map((key) => placement.place(key, 3).join(' '))).toEqual([
    'n1 n2 n3',
    'n2 n3 n1',
    'n3 n2 n1',
    'n3 n2 n1',
    'n1 n2 n3',
    'n2 n1 n3',
    'n2 n1 n4',
    'n2 n3 n4',
    'n2 n1 n4',
    'n1 n2 n3',
    'n3 n1 n2',
    'n2 n1 n4',
  ])
})
