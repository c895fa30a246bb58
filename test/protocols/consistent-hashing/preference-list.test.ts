import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashRing, placementOf, preferenceList, type View } from '../../../src/index.ts'
import { type PlacementName, placements } from '../../../src/protocols/consistent-hashing/partitioning.ts'
import { receives, receivesAny } from '../../../src/protocols/consistent-hashing/preference-list.ts'

const ring = { placement: 'ring', virtualNodes: 16, bug: null, replicas: 3 } as const
const list = (...ids: string[]) => ids.map((id) => ({ id }))
const keys = Array.from({ length: 300 }, (_, index) => `key ${index}`)

function pending(base: readonly string[], members: readonly string[], rebuilding: string[] = []): View {
  return { number: 2, members: list(...members), base: list(...base), rebuilding, complete: false }
}

describe('a preference list', () => {
  it('is that of the placement, however often it is asked for', () => {
    const members = list('n1', 'n2', 'n3', 'n4')
    const placement = hashRing(members, { virtualNodes: 16 })
    for (const key of [...keys, ...keys])
      expect(preferenceList(ring, members, key)).toEqual(placement.place(key, 3))
  })

  it('goes by settings, weights and members, whatever was asked for before', () => {
    const members = list('n1', 'n2', 'n3', 'n4')
    const heavy = [...members.slice(1), { id: 'n1', weight: 4 }]
    for (const key of keys.slice(0, 50)) {
      preferenceList(ring, members, key)
      expect(preferenceList({ ...ring, replicas: 2 }, members, key)).toHaveLength(2)
      expect(preferenceList({ ...ring, virtualNodes: 3 }, members, key)).toEqual(
        hashRing(members, { virtualNodes: 3 }).place(key, 3),
      )
      expect(preferenceList(ring, heavy, key)).toEqual(hashRing(heavy, { virtualNodes: 16 }).place(key, 3))
    }
  })

  it('is had of every placement by its name', () => {
    for (const placement of Object.keys(placements) as PlacementName[]) {
      expect(placementOf({ ...ring, placement }, list('n1', 'n2', 'n3')).algorithm).toBe(placement)
      expect(preferenceList({ ...ring, placement }, list('n1', 'n2', 'n3'), 'k')).toHaveLength(3)
    }
  })
})

describe('what a node receives', () => {
  const nodes = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']

  it('is what it holds in the view and did not before; of who is rebuilt, all it holds', () => {
    const join = pending(nodes.slice(0, 5), nodes)
    const rebuilt = pending(nodes, nodes, ['n2'])
    for (const key of keys) {
      const after = preferenceList(ring, join.members, key)
      expect(receives(ring, join, 'n6', key)).toBe(after.includes('n6'))
      expect(receives(ring, join, 'n1', key)).toBe(false)
      expect(receives(ring, rebuilt, 'n2', key)).toBe(
        preferenceList(ring, rebuilt.members, key).includes('n2'),
      )
      expect(receives(ring, rebuilt, 'n3', key)).toBe(false)
    }
  })

  it('is nothing at all only if it receives no key', () => {
    const some = fc.subarray(nodes, { minLength: 3 })
    fc.assert(
      fc.property(
        some,
        some,
        fc.constantFrom<PlacementName>('ring', 'modulo', 'rendezvous'),
        (base, members, placement) => {
          const view = pending(base, members)
          const settings = { ...ring, placement }
          for (const node of members)
            if (!receivesAny(settings, view, node))
              for (const key of keys.slice(0, 60)) expect(receives(settings, view, node, key)).toBe(false)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('concerns on a ring the joiner alone, and of a leave those behind the leaver', () => {
    const receivers = (view: View) => nodes.filter((node) => receivesAny(ring, view, node))
    expect(receivers(pending(nodes.slice(0, 5), nodes))).toEqual(['n6'])
    expect(receivers(pending(nodes, nodes, ['n4']))).toEqual(['n4'])
    expect(receivers(pending(nodes, nodes.slice(1)))).not.toContain('n1')
  })
})
