import { describe, expect, it } from 'vitest'
import { hashRing } from '../../../src/index.ts'
import { partitioningOf } from '../../../src/protocols/consistent-hashing/partitioning.ts'

const ring = { placement: 'ring', virtualNodes: 16, bug: null, replicas: 3 } as const
const list = (...ids: string[]) => ids.map((id) => ({ id }))
const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`)

describe('a partitioning', () => {
  it('is one object for all who have the same members, in whatever order they joined', () => {
    const partitioning = partitioningOf(ring, list('n1', 'n2', 'n3', 'n4'))
    expect(partitioningOf(ring, list('n1', 'n2', 'n3', 'n4'))).toBe(partitioning)
    expect(partitioningOf(ring, list('n3', 'n4', 'n2', 'n1'))).toBe(partitioning)
    expect(partitioning.members).toBe('n1*1 n2*1 n3*1 n4*1')
  })

  it('goes by the members in their order where a planted bug does', () => {
    const planted = { ...ring, bug: 'ring-depends-on-join-order' } as const
    const one = partitioningOf(planted, list('n1', 'n2', 'n3', 'n4'))
    const other = partitioningOf(planted, list('n4', 'n3', 'n2', 'n1'))
    expect(other.members).toBe(one.members)
    expect(keys.some((key) => one.preferenceList(key).join() !== other.preferenceList(key).join())).toBe(true)
  })

  it('is another under other settings, of the same list too', () => {
    const members = list('n1', 'n2', 'n3', 'n4')
    const others = [
      { replicas: 2 },
      { virtualNodes: 3 },
      { placement: 'jump' },
      { bug: 'hash-modulo-n' },
    ] as const
    for (const other of others) {
      const settings = { ...ring, ...other }
      expect(partitioningOf(settings, members)).not.toBe(partitioningOf(ring, members))
      expect(partitioningOf(settings, members).settings).toEqual(settings)
      expect(partitioningOf(ring, members).settings).toEqual(ring)
    }
  })

  it('gives the same lists when more were asked for than are kept', () => {
    const members = list('n1', 'n2', 'n3', 'n4')
    const placement = hashRing(members, { virtualNodes: 16 })
    for (let key = 0; key < 2_500; key++) partitioningOf(ring, members).preferenceList(`another ${key}`)
    for (const key of keys)
      expect(partitioningOf(ring, members).preferenceList(key)).toEqual(placement.place(key, 3))
  })

  it('is the same when more were asked for than are kept', () => {
    const before = keys.map((key) => partitioningOf(ring, list('n1', 'n2', 'n3')).preferenceList(key))
    for (let joiner = 4; joiner < 600; joiner++)
      partitioningOf({ ...ring, virtualNodes: 1 }, list('n1', 'n2', 'n3', `n${joiner}`))
    expect(keys.map((key) => partitioningOf(ring, list('n1', 'n2', 'n3')).preferenceList(key))).toEqual(
      before,
    )
  })
})

describe('a change of the partitioning', () => {
  it('gives keys to those who hold them afterwards and did not before', () => {
    const before = partitioningOf(ring, list('n1', 'n2', 'n3', 'n4'))
    const after = partitioningOf(ring, list('n1', 'n2', 'n3', 'n5'))
    const change = after.changedFrom(before)
    expect(after.changedFrom(before)).toBe(change)
    for (const key of keys)
      for (const { id } of list('n1', 'n2', 'n3', 'n4', 'n5')) {
        const gives = after.preferenceList(key).includes(id) && !before.preferenceList(key).includes(id)
        expect(change.givesKey(id, key)).toBe(gives)
        if (gives) expect(change.mayGive(id)).toBe(true)
      }
    expect(change.mayGive('n5')).toBe(true)
    expect(change.mayGive('n4')).toBe(false)
  })

  it('gives nothing between equal members, as far as rings can tell', () => {
    const same = partitioningOf(ring, list('n1', 'n2', 'n3'))
    for (const id of ['n1', 'n2', 'n3']) expect(same.changedFrom(same).mayGive(id)).toBe(false)
    const jumps = partitioningOf({ ...ring, placement: 'jump' }, list('n1', 'n2', 'n3'))
    expect(jumps.changedFrom(jumps).mayGive('n1')).toBe(true)
  })
})
