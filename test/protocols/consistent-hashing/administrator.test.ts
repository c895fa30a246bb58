import { describe, expect, it } from 'vitest'
import {
  type AdministratorOptions,
  administrator,
  cluster,
  crash,
  membershipService,
  ms,
  planOf,
  scenario,
  seconds,
  storeNode,
  type TimedMembershipChange,
  UsageError,
} from '../../../src/index.ts'
import { viewOf, world } from './world.ts'

const members = ['n1', 'n2', 'n3', 'n4']

function planned(changes: AdministratorOptions['changes'], seed: number): readonly TimedMembershipChange[] {
  const drawn = scenario({
    title: 'changes',
    nodes: {
      membership: membershipService({ members }),
      ...cluster(5, storeNode({ membership: 'membership' })),
      admin: administrator({ membership: 'membership', changes }),
    },
    until: seconds(1),
  })
  return planOf(drawn, seed).operations.admin as readonly TimedMembershipChange[]
}

describe('an administrator', () => {
  it('draws joins of who is outside and leaves of who is inside, never below the least', () => {
    const random = { members, others: ['n5'], least: 3, count: 12, every: [ms(1), ms(9)] } as const
    let joins = 0
    for (let seed = 0; seed < 50; seed++) {
      const inside = new Set(members)
      for (const change of planned(random, seed)) {
        expect(change.after).toBeGreaterThanOrEqual(ms(1))
        expect(change.after).toBeLessThanOrEqual(ms(9))
        if ('join' in change) {
          joins++
          expect(inside.has(change.join.id)).toBe(false)
          inside.add(change.join.id)
        } else expect(inside.delete(change.leave)).toBe(true)
        expect(inside.size).toBeGreaterThanOrEqual(3)
      }
    }
    expect(joins).toBeGreaterThan(100)
  })

  it('refuses to draw where nobody may join or leave', () => {
    const random = { members, others: [], least: 4, count: 1, every: [0, 1] } as const
    expect(() => planned(random, 1)).toThrow(UsageError)
  })

  it('refuses to name a node that the scenario does not have', () => {
    expect(() => planned([{ after: 0, leave: 'n9' }], 1)).toThrow(/got 'n9'/)
  })

  it('asks again until the membership service has taken the change', () => {
    const simulation = world({
      members,
      changes: [{ after: ms(100), leave: 'n4' }],
      faults: [{ at: ms(50), fault: crash('membership', { lasts: seconds(2) }) }],
    })
    simulation.runUntil(seconds(4))
    expect(viewOf(simulation)).toMatchObject({ number: 2, complete: true })
  })

  it('is a client: generators of faults leave it alone', () => {
    expect(administrator({ membership: 'membership', changes: [] }).definition.client).toBe(true)
  })
})
