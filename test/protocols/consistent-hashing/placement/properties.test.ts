import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placementBugs } from '../../../../src/protocols/consistent-hashing/placement/bugs.ts'
import { hashRing } from '../../../../src/protocols/consistent-hashing/placement/hash-ring.ts'
import { maglev } from '../../../../src/protocols/consistent-hashing/placement/maglev.ts'
import {
  bucketOrder,
  membershipOf,
} from '../../../../src/protocols/consistent-hashing/placement/membership.ts'
import type { Member, Placement } from '../../../../src/protocols/consistent-hashing/placement/placement.ts'
import {
  boundedMovement,
  capacityRespected,
  disruption,
  loadSpread,
  loadsOf,
  monotonicity,
  replicationFactor,
  sameMembersSamePlacement,
} from '../../../../src/protocols/consistent-hashing/placement/properties.ts'
import { algorithms, keySets, keys, memberships, nodes } from './memberships.ts'

/** A placement without one of its members, and with it. */
function joinOf(
  name: string,
  members: readonly Member[],
  joiner: Member,
): [without: Placement, having: Placement] {
  const having = algorithms[name]!.build(members)
  return [having.leave(joiner.id), having]
}

describe.each(['ring', 'rendezvous'])('%s', (name) => {
  test('monotonicity: a join or leave moves no key between two nodes that stay (Karger et al. 1997, §4)', () => {
    fc.assert(
      fc.property(
        memberships(9, { weighted: true }),
        keySets(200),
        fc.integer({ min: 1, max: 4 }),
        (members, someKeys, replicas) => {
          const [without, having] = joinOf(name, members, members[0]!)
          expect(monotonicity(without, having, someKeys, replicas)).toBeNull()
          expect(monotonicity(having, without, someKeys, replicas)).toBeNull()
        },
      ),
    )
  })

  test('monotonicity holds when several nodes leave and join at once', () => {
    fc.assert(
      fc.property(
        memberships(10, { weighted: true }),
        keySets(100),
        fc.integer({ min: 1, max: 3 }),
        (members, someKeys, replicas) => {
          const third = Math.ceil(members.length / 3)
          const before = algorithms[name]!.build(members.slice(third))
          const after = algorithms[name]!.build(members.slice(0, 2 * third))
          expect(monotonicity(before, after, someKeys, replicas)).toBeNull()
        },
      ),
    )
  })

  test('bounded movement: a join or leave moves about K/n of the keys', () => {
    fc.assert(
      fc.property(memberships(9, { weighted: true }), keySets(1_000), (members, someKeys) => {
        const [without, having] = joinOf(name, members, members[0]!)
        if (without.nodes.length === 0) return
        expect(boundedMovement(without, having, someKeys)).toBeNull()
        expect(boundedMovement(having, without, someKeys)).toBeNull()
      }),
      { numRuns: 40 },
    )
  })
})

describe('ketama', () => {
  test('with equal weights it is monotone', () => {
    fc.assert(
      fc.property(
        memberships(6, { weighted: false }),
        keySets(100),
        fc.integer({ min: 1, max: 3 }),
        (members, someKeys, replicas) => {
          const [without, having] = joinOf('ketama', members, members[0]!)
          expect(monotonicity(without, having, someKeys, replicas)).toBeNull()
          expect(monotonicity(having, without, someKeys, replicas)).toBeNull()
        },
      ),
      { numRuns: 40 },
    )
  })

  test('with unequal weights it is not, as a join changes every share', () => {
    const before = algorithms.ketama!.build([{ id: 'n1' }, { id: 'n2', weight: 3 }])
    const after = before.join({ id: 'n3', weight: 7 })
    expect(monotonicity(before, after, keys(10_000), 1)).toContain('which both stay')
  })
})

describe('jump', () => {
  test('monotone when the last bucket in order joins or leaves, replicas included', () => {
    fc.assert(
      fc.property(
        memberships(9, { weighted: false }),
        keySets(200),
        fc.integer({ min: 1, max: 5 }),
        (members, someKeys, replicas) => {
          const last = bucketOrder(membershipOf(members)).at(-1)!
          const [without, having] = joinOf('jump', members, { id: last })
          expect(monotonicity(without, having, someKeys, replicas)).toBeNull()
          expect(monotonicity(having, without, someKeys, replicas)).toBeNull()
          if (without.nodes.length > 0) expect(boundedMovement(without, having, someKeys)).toBeNull()
        },
      ),
    )
  })

  test('n10 joins behind n9 as the last bucket', () => {
    const nine = algorithms.jump!.build(nodes(9))
    expect(monotonicity(nine, nine.join({ id: 'n10' }), keys(1_000), 3)).toBeNull()
  })

  test('not monotone when a bucket in the middle leaves: those behind it are renumbered', () => {
    const ten = algorithms.jump!.build(nodes(10))
    expect(monotonicity(ten, ten.leave('n5'), keys(1_000), 1)).toContain('which both stay')
  })
})

describe('maglev', () => {
  test('of the default size, a join or leave moves K/n of the keys and less than 1 % besides', () => {
    for (const count of [2, 3, 5, 10, 30, 100]) {
      const having = maglev(nodes(count))
      const without = having.leave('n2')
      expect(boundedMovement(without, having, keys(5_000), { disrupted: 0.01 })).toBeNull()
      expect(boundedMovement(having, without, keys(5_000), { disrupted: 0.01 })).toBeNull()
      expect(disruption(having, without, keys(5_000))).toBeLessThan(0.01)
    }
  })

  test('it is not monotone', () => {
    const ten = maglev(nodes(10))
    expect(disruption(ten, ten.leave('n2'), keys(10_000))).toBeGreaterThan(0)
    expect(monotonicity(ten, ten.leave('n2'), keys(10_000), 1)).toContain('which both stay')
  })
})

describe('bounded-loads', () => {
  test('it is not monotone: a full node passes keys on', () => {
    const ten = algorithms['bounded-loads']!.build(nodes(10))
    expect(monotonicity(ten, ten.leave('n2'), keys(100), 1)).toContain('which both stay')
  })
})

describe('modulo', () => {
  test('a join of one node to n moves n/(n + 1) of all keys', () => {
    const four = algorithms.modulo!.build(nodes(4))
    const five = four.join({ id: 'n5' })
    const moved = keys(10_000).filter((key) => four.place(key, 1)[0] !== five.place(key, 1)[0]).length
    // 8,000 ± 5 standard deviations of a binomial count.
    expect(moved).toBeGreaterThan(7_800)
    expect(moved).toBeLessThan(8_200)
    expect(boundedMovement(four, five, keys(10_000))).toContain('keys move on the way from 4 to 5 members')
  })
})

describe('a property finds', () => {
  /** A placement that puts every key where `place` says. */
  function planted(place: (key: string) => readonly string[], count = 3): Placement {
    const base = hashRing(nodes(count))
    return {
      algorithm: 'planted',
      members: base.members,
      nodes: base.nodes,
      place: (key, replicas) => place(key).slice(0, replicas),
      join: (member) => base.join(member),
      leave: (id) => base.leave(id),
      shareBound: (id, surprise) => base.shareBound(id, surprise),
    }
  }

  test('a replica too few, a replica twice, and a stranger', () => {
    expect(
      replicationFactor(
        planted(() => ['n1']),
        ['k'],
        2,
      ),
    ).toBe("Key 'k' is on n1: 1 distinct nodes instead of 2.")
    expect(
      replicationFactor(
        planted(() => ['n1', 'n1']),
        ['k'],
        2,
      ),
    ).toContain('1 distinct nodes instead of 2')
    expect(
      replicationFactor(
        planted(() => ['n1', 'n9']),
        ['k'],
        2,
      ),
    ).toBe("Key 'k' is on n9, which is no member.")
    expect(
      replicationFactor(
        planted(() => ['n1', 'n2', 'n3']),
        ['k'],
        5,
      ),
    ).toBeNull()
  })

  test('a placement that looks at the order of members', () => {
    const build = placementBugs['ring-depends-on-join-order'].plant
    expect(sameMembersSamePlacement(build, nodes(3), keys(50), 1)).toMatch(
      /^Key 'key-\d+' is on n\d, but with the same members in the reverse order on n\d\.$/,
    )
  })

  test('a key that moves between two nodes that stay', () => {
    const two = planted(() => ['n1', 'n2'], 2)
    expect(
      monotonicity(
        two,
        planted(() => ['n2', 'n1'], 3),
        ['k'],
        2,
      ),
    ).toBe("The primary of key 'k' (on n1, n2, then on n2, n1) moves from n1 to n2, which both stay.")
    expect(
      monotonicity(
        two,
        planted(() => ['n3', 'n1'], 3),
        ['k'],
        2,
      ),
    ).toBeNull()
  })

  test('a replica that moves to a node that was there before', () => {
    const four = planted(() => ['n1', 'n2'], 4)
    expect(
      monotonicity(
        four,
        planted(() => ['n1', 'n4'], 5),
        ['k'],
        2,
      ),
    ).toBe(
      "The replicas of key 'k' (on n1, n2, then on n1, n4) come to 1 nodes that were there before, with 0 leaving.",
    )
    expect(
      monotonicity(
        four,
        planted(() => ['n1', 'n3'], 3),
        ['k'],
        2,
      ),
    ).toContain('with 0 leaving')
    expect(
      monotonicity(
        planted(() => ['n1', 'n4'], 4),
        planted(() => ['n1', 'n3'], 3),
        ['k'],
        2,
      ),
    ).toBeNull()
  })

  test('a node with more than its share', () => {
    const greedy = planted((key) => [key < 'key-5' ? 'n1' : 'n2'], 10)
    expect(loadSpread(greedy, keys(1_000))).toMatch(
      /^n1 has 4\d\d of 1000 keys, where at most \d+ should be\.$/,
    )
    expect([
      ...loadsOf(
        planted(() => ['n2']),
        keys(7),
      ),
    ]).toEqual([
      ['n1', 0],
      ['n2', 7],
      ['n3', 0],
    ])
  })

  test('a node that takes more than its capacity', () => {
    const overfull = { nodes: ['n1', 'n2'], keys: keys(8), place: () => ['n1'], capacity: () => 5 }
    expect(capacityRespected(overfull)).toBe('n1 has 8 keys, its capacity is 5.')
    expect(capacityRespected({ ...overfull, capacity: () => 8 })).toBeNull()
  })
})
