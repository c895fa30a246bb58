import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hashRingWith,
  type PlacementBug,
  placementBugs,
} from '../../../../src/protocols/consistent-hashing/placement/bugs.ts'
import type {
  Member,
  PlacementFactory,
} from '../../../../src/protocols/consistent-hashing/placement/placement.ts'
import {
  type Breach,
  boundedMovement,
  replicationFactor,
  sameMembersSamePlacement,
} from '../../../../src/protocols/consistent-hashing/placement/properties.ts'
import { keys, memberships, nodes } from './memberships.ts'

type Check = (build: PlacementFactory, members: readonly Member[], someKeys: readonly string[]) => Breach

const checks: Record<string, Check> = {
  'replication factor': (build, members, someKeys) => replicationFactor(build(members), someKeys, 3),
  'same members, same placement': (build, members, someKeys) =>
    sameMembersSamePlacement(build, members, someKeys, 3),
  'bounded movement': (build, members, someKeys) => {
    const before = build(members)
    return boundedMovement(before, before.join({ id: 'joiner' }), someKeys)
  },
}

const members = memberships(8, { weighted: false }).filter((list) => list.length >= 4)

function build(bug: PlacementBug | null): PlacementFactory {
  return (some) => hashRingWith(bug, some, { virtualNodes: 32 })
}

describe.each(Object.keys(placementBugs) as PlacementBug[])('%s', (bug) => {
  const { violates, id } = placementBugs[bug]

  test(`${id} violates '${violates}' whatever the members`, () => {
    fc.assert(
      fc.property(members, (some) => {
        expect(checks[violates]!(build(bug), some, keys(600))).toEqual(expect.any(String))
      }),
      { numRuns: 40 },
    )
  })

  test(`${id} violates nothing but '${violates}'`, () => {
    for (const [property, check] of Object.entries(checks)) {
      if (property !== violates) expect(check(build(bug), nodes(6), keys(600))).toBeNull()
    }
  })
})

test('the correct twin violates none of them', () => {
  fc.assert(
    fc.property(members, (some) => {
      for (const check of Object.values(checks)) expect(check(build(null), some, keys(600))).toBeNull()
    }),
    { numRuns: 40 },
  )
})
