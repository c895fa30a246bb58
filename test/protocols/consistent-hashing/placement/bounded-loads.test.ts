import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsageError } from '../../../../src/kernel/errors.ts'
import {
  type BoundedLoads,
  boundedLoads,
} from '../../../../src/protocols/consistent-hashing/placement/bounded-loads.ts'
import { hashRing } from '../../../../src/protocols/consistent-hashing/placement/hash-ring.ts'
import {
  capacityRespected,
  loadsOf,
} from '../../../../src/protocols/consistent-hashing/placement/properties.ts'
import { keySets, keys, memberships, nodes } from './memberships.ts'

const balance = fc.constantFrom(1, 1.05, 1.25, 2, 10)

function moved(before: BoundedLoads, after: BoundedLoads): number {
  const stayed = before.keys.filter((key) => after.keys.includes(key))
  return stayed.filter((key) => before.place(key, 1)[0] !== after.place(key, 1)[0]).length
}

test('no node is the primary of more than ⌈c·m/n⌉ keys', () => {
  fc.assert(
    fc.property(memberships(8, { weighted: false }), keySets(97), balance, (members, someKeys, c) => {
      const placement = boundedLoads(members, someKeys, { balance: c, virtualNodes: 2 })
      expect(capacityRespected(placement)).toBeNull()
      const most = Math.max(...loadsOf(placement, someKeys).values())
      expect(most).toBeLessThanOrEqual(Math.ceil((c * someKeys.length) / members.length))
    }),
  )
})

test('with weights no node has more than ⌈c·m·w/W⌉', () => {
  fc.assert(
    fc.property(memberships(8, { weighted: true }), keySets(60), balance, (members, someKeys, c) => {
      const placement = boundedLoads(members, someKeys, { balance: c, virtualNodes: 2 })
      expect(capacityRespected(placement)).toBeNull()
      const total = members.reduce((sum, { weight = 1 }) => sum + weight, 0)
      for (const { id, weight = 1 } of members) {
        expect(placement.capacity(id)).toBe(Math.ceil((c * someKeys.length * weight) / total))
        expect(placement.load(id)).toBe(loadsOf(placement, someKeys).get(id))
      }
    }),
  )
})

test('the bound bites: the ring beneath exceeds it', () => {
  const someKeys = keys(1_000)
  const placement = boundedLoads(nodes(10), someKeys, { balance: 1.1, virtualNodes: 4 })
  const unbounded = loadsOf(hashRing(nodes(10), { virtualNodes: 4 }), someKeys)
  expect(Math.max(...unbounded.values())).toBeGreaterThan(110)
  expect(Math.max(...loadsOf(placement, someKeys).values())).toBe(110)
})

test('with c = 1 every node has exactly its share', () => {
  const placement = boundedLoads(nodes(4), keys(100), { balance: 1 })
  expect(placement.nodes.map((node) => placement.load(node))).toEqual([25, 25, 25, 25])
})

test('with room everywhere it is the hash ring', () => {
  const ring = hashRing(nodes(5))
  const placement = boundedLoads(nodes(5), keys(50), { balance: 5 })
  for (const key of [...keys(50), 'another']) expect(placement.place(key, 3)).toEqual(ring.place(key, 3))
})

test('a key that its node turns away goes to the first with room clockwise', () => {
  const placement = boundedLoads(nodes(6), keys(60), { balance: 1, virtualNodes: 1 })
  const ring = hashRing(nodes(6), { virtualNodes: 1 })
  const passed: string[] = []
  for (const key of placement.keys) {
    const clockwise = ring.place(key, 6)
    const home = placement.place(key, 1)[0]!
    for (const full of clockwise.slice(0, clockwise.indexOf(home))) {
      passed.push(full)
      expect(placement.load(full)).toBe(placement.capacity(full))
    }
  }
  expect(passed.length).toBeGreaterThan(0)
})

test('the order of insertions does not matter', () => {
  fc.assert(
    fc.property(keySets(20), balance, (someKeys, c) => {
      const options = { balance: c, virtualNodes: 2 }
      const atOnce = boundedLoads(nodes(4), someKeys, options)
      const oneByOne = someKeys.reduceRight(
        (placement, key) => placement.insert(key),
        boundedLoads(nodes(4), [], options),
      )
      const afterRemoval = boundedLoads(nodes(4), [...someKeys, 'gone', ...someKeys], options).remove('gone')
      for (const key of someKeys) {
        expect(oneByOne.place(key, 2)).toEqual(atOnce.place(key, 2))
        expect(afterRemoval.place(key, 2)).toEqual(atOnce.place(key, 2))
      }
    }),
    { numRuns: 40 },
  )
})

test('an insertion moves fewer than 1/ε² other keys on average, however many there are', () => {
  const means = [500, 2_000].map((count) => {
    const options = { balance: 1.25, virtualNodes: 1 }
    let placement = boundedLoads(nodes(20), keys(count), options)
    let total = 0
    for (let round = 0; round < 20; round++) {
      const next = placement.insert(`new-${round}`)
      total += moved(placement, next)
      placement = next
    }
    return total / 20
  })
  for (const mean of means) expect(mean).toBeLessThan(1 / (0.25 * 0.25))
})

test('placements with bounded loads stay the same from version to version', () => {
  const placement = boundedLoads(nodes(4), keys(16), { balance: 1, virtualNodes: 2 })
  expect(
    keys(16)
      .map((key) => placement.place(key, 1)[0])
      .join(' '),
  ).toBe('n1 n1 n4 n2 n2 n1 n3 n3 n4 n3 n2 n3 n4 n1 n4 n2')
})

test('an impossible balance is refused with a sentence', () => {
  for (const c of [0.99, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => boundedLoads(nodes(2), [], { balance: c })).toThrow(
      new UsageError(`Expected \`balance\` to be a number of at least 1, such as 1.25, got ${c}.`),
    )
  }
  expect(() => boundedLoads(nodes(2), []).capacity('n3')).toThrow("Expected the id of a member, got 'n3'.")
})
