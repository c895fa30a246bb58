import { describe, expect, it } from 'vitest'
import { concernedBy, isMember, isNewer } from '../../../src/protocols/consistent-hashing/view.ts'

describe('views', () => {
  it('are ordered by number, and of one number the complete one is later', () => {
    const order = [
      { number: 1, complete: true },
      { number: 2, complete: false },
      { number: 2, complete: true },
      { number: 3, complete: false },
    ]
    for (const [i, a] of order.entries())
      for (const [j, b] of order.entries()) expect(isNewer(a, b)).toBe(i > j)
  })

  it('concern those of their base until they are complete', () => {
    const view = {
      number: 2,
      members: [{ id: 'n1' }, { id: 'n3' }],
      base: [{ id: 'n1' }, { id: 'n2' }],
      rebuilding: [],
    }
    expect(concernedBy({ ...view, complete: false })).toEqual(['n1', 'n3', 'n2'])
    expect(concernedBy({ ...view, complete: true })).toEqual(['n1', 'n3'])
    expect(isMember(view.members, 'n3')).toBe(true)
    expect(isMember(view.members, 'n2')).toBe(false)
  })
})
