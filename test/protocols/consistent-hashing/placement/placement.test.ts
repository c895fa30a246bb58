import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../../../src/kernel/errors.ts'
import {
  loadSpread,
  replicationFactor,
  sameMembersSamePlacement,
} from '../../../../src/protocols/consistent-hashing/placement/properties.ts'
import { algorithms, keySets, keys, memberships, nodes } from './memberships.ts'

const replicas = fc.integer({ min: 1, max: 5 })

describe.each(Object.entries(algorithms))('%s', (algorithm, { build, weighted }) => {
  test('same members, same placement', () => {
    fc.assert(
      fc.property(memberships(8, { weighted }), keySets(30), replicas, (members, someKeys, count) => {
        expect(sameMembersSamePlacement(build, members, someKeys, count)).toBeNull()
      }),
    )
  })

  test('replication factor: replicas are distinct members, as many as asked for or as there are', () => {
    fc.assert(
      fc.property(memberships(8, { weighted }), keySets(30), replicas, (members, someKeys, count) => {
        expect(replicationFactor(build(members), someKeys, count)).toBeNull()
      }),
    )
  })

  test('a shorter list of replicas is a prefix of a longer one', () => {
    fc.assert(
      fc.property(memberships(8, { weighted }), keySets(10), replicas, (members, someKeys, count) => {
        const placement = build(members)
        for (const key of someKeys) {
          expect(placement.place(key, count)).toEqual(placement.place(key, count + 1).slice(0, count))
        }
      }),
    )
  })

  test('a placement does not change when others are derived from it', () => {
    const placement = build(nodes(5))
    const before = keys(50).map((key) => placement.place(key, 3))
    placement.join({ id: 'n6' }).leave('n1')
    expect(keys(50).map((key) => placement.place(key, 3))).toEqual(before)
    expect(placement.nodes).toEqual(['n1', 'n2', 'n3', 'n4', 'n5'])
    expect(placement.algorithm).toBe(algorithm)
  })

  test('without members a key is nowhere, with one it is there', () => {
    const empty = build([])
    expect(empty.place('key', 3)).toEqual([])
    expect(empty.join({ id: 'alice' }).place('key', 3)).toEqual(['alice'])
    expect(
      build([{ id: 'alice' }])
        .leave('alice')
        .place('key', 1),
    ).toEqual([])
  })

  test('a key is any text', () => {
    const placement = build(nodes(4))
    for (const key of ['', '\0', 'ключ', '🌈', '\ud800', 'x'.repeat(1_000)]) {
      expect(placement.place(key, 2)).toHaveLength(2)
    }
  })

  test('malformed members, replicas, joins and leaves are refused with a sentence', () => {
    const placement = build(nodes(2))
    expect(() => build([{ id: 'n1' }, { id: 'n1' }])).toThrow(
      new UsageError("Expected the members to have distinct ids, got 'n1' twice; give each node its own id."),
    )
    expect(() => build([{ id: '' }])).toThrow('non-empty string')
    expect(() => build([{ id: 'n1', weight: 0 }])).toThrow(
      "Expected the weight of member 'n1' to be a number above 0, got 0",
    )
    expect(() => build([{ id: 'n1', weight: Number.NaN }])).toThrow('got NaN')
    expect(() => placement.place('key', 0)).toThrow(
      'Expected the number of replicas to be an integer of at least 1, got 0.',
    )
    expect(() => placement.place('key', 1.5)).toThrow('got 1.5')
    expect(() => placement.join({ id: 'n2' })).toThrow(
      "Expected a new member to join, got 'n2', which is one already",
    )
    expect(() => placement.leave('n3')).toThrow(
      "Expected a member to leave, got 'n3'; the members are: 'n1', 'n2'.",
    )
  })
})

test('a key without replicas asked for is refused even where there are no members', () => {
  for (const { build } of Object.values(algorithms))
    expect(() => build([]).place('key', 0)).toThrow(UsageError)
})

test('algorithms that know no weights refuse them', () => {
  for (const { build, weighted } of Object.values(algorithms)) {
    if (!weighted) expect(() => build([{ id: 'n1', weight: 2 }])).toThrow("got weight 2 for 'n1'")
  }
})

describe.each(Object.entries(algorithms).filter(([name]) => name !== 'bounded-loads'))(
  '%s over many keys',
  (_, { build, weighted }) => {
    test("load spread: no node is the primary of more keys than the algorithm's published bound allows", () => {
      fc.assert(
        fc.property(memberships(10, { weighted }), keySets(2_000), (members, someKeys) => {
          expect(loadSpread(build(members), someKeys)).toBeNull()
        }),
        { numRuns: 40 },
      )
    })
  },
)
