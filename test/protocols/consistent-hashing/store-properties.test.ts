import { describe, expect, it } from 'vitest'
import {
  administrator,
  allReachTheLastView,
  cluster,
  everyKeyOnItsReplicas,
  loadSpreadWithinBound,
  membershipService,
  ms,
  type Property,
  type Run,
  type StoreOptions,
  scenario,
  seconds,
  simulate,
  storeLiveness,
  storeNode,
  storeSafety,
} from '../../../src/index.ts'
import { cell, probe } from './world.ts'

/** Four members and a fifth that joins; a key that only two nodes are told of. */
function run(property: Property, store: Partial<StoreOptions> = {}): Run {
  const nodes = {
    membership: membershipService({ members: ['n1', 'n2', 'n3', 'n4'] }),
    ...Object.fromEntries(
      ['n1', 'n2', 'n3', 'n4', 'n5'].map((id) => [id, storeNode({ membership: 'membership', ...store })]),
    ),
    administrator: administrator({
      membership: 'membership',
      changes: [{ after: seconds(1), join: { id: 'n5' } }],
    }),
    probe: probe({
      script: [
        {
          after: ms(100),
          to: 'n1',
          message: { type: 'store', operation: 'x', view: 1, key: 'k', cell: cell(1) },
        },
        {
          to: 'n2',
          message: { type: 'store', operation: 'x', view: 1, key: 'k', cell: cell(1) },
        },
      ],
    }),
  }
  const world = scenario({
    title: 'five nodes',
    nodes,
    healAt: seconds(3),
    until: seconds(5),
    holds: [property],
  })
  return simulate(world, { seed: 1 })
}

const messageOf = ({ violations }: Run) => violations[0]?.message ?? null

describe('the properties of the store', () => {
  it('have the names that the planted bugs go by', () => {
    expect(storeSafety.map(({ name }) => name)).toEqual([
      'linearizability',
      'no acknowledged write lost',
      'replication factor',
      'same members, same placement',
      'bounded movement',
      'load spread',
    ])
    expect(storeLiveness().map(({ name }) => name)).toEqual([
      'all nodes reach the last view',
      'every key on its replicas',
    ])
  })

  it.each(storeSafety.slice(1).map((property) => [property.name, property] as const))(
    '%s is looked at in a run and holds',
    (_name, property) => {
      const done = run(property)
      expect(messageOf(done)).toBeNull()
      if (property.name !== 'no acknowledged write lost')
        expect(done.properties[0]!.exercised).toBeGreaterThan(10)
    },
  )

  it('want every key on its replicas, which without anti-entropy it is not', () => {
    expect(messageOf(run(everyKeyOnItsReplicas()))).toBeNull()
    expect(messageOf(run(everyKeyOnItsReplicas(), { repairEvery: seconds(60) }))).toMatch(
      /not so 2 s after healing: n\d lacks what n[12] has of k/,
    )
  })

  it('want all nodes in the last view, and name those who have not reached it', () => {
    expect(messageOf(run(allReachTheLastView()))).toBeNull()
    const soon = scenario({
      title: 'too early for anybody to have heard of a view',
      nodes: {
        membership: membershipService({ members: ['n1', 'n2', 'n3'] }),
        ...cluster(3, storeNode({ membership: 'membership' })),
      },
      healAt: 0,
      until: ms(1) / 10,
      holds: [allReachTheLastView()],
    })
    expect(messageOf(simulate(soon, { seed: 1 }))).toMatch(/n1, n2, n3 have not reached view 1/)
  })

  it('judge the spread of load by what each placement publishes', () => {
    for (const placement of ['ring', 'rendezvous', 'maglev', 'jump', 'modulo'] as const)
      expect(messageOf(run(loadSpreadWithinBound, { placement }))).toBeNull()
  })
})
