import { describe, expect, it } from 'vitest'
import { consistentHashingBugs, UsageError } from '../../../src/index.ts'
import { type StoreOptions, settingsOf } from '../../../src/protocols/consistent-hashing/settings.ts'

const membership = 'membership'

describe('settingsOf', () => {
  it('has three replicas on a hash ring and majorities as quorums unless told', () => {
    expect(settingsOf({ membership })).toMatchObject({
      replicas: 3,
      readQuorum: 2,
      writeQuorum: 2,
      placement: 'ring',
      bug: null,
    })
    expect(settingsOf({ membership, replicas: 5 })).toMatchObject({ readQuorum: 3, writeQuorum: 3 })
    expect(settingsOf({ membership, replicas: 1 })).toMatchObject({ readQuorum: 1, writeQuorum: 1 })
  })

  it('refuses quorums that do not overlap, and names the bug that shows why', () => {
    expect(() => settingsOf({ membership, readQuorum: 1, writeQuorum: 2 })).toThrow(
      /sum to more than the 3 replicas.*got 1 \+ 2.*quorums-do-not-overlap/,
    )
    expect(settingsOf({ membership, readQuorum: 1, writeQuorum: 3 }).readQuorum).toBe(1)
  })

  it.each<[string, StoreOptions]>([
    ['no membership service', {} as StoreOptions],
    ['half a replica', { membership, replicas: 2.5 }],
    ['no replica', { membership, replicas: 0 }],
    ['a quorum above N', { membership, writeQuorum: 4 }],
    ['no virtual node', { membership, virtualNodes: 0 }],
    ['an unknown placement', { membership, placement: 'spiral' as never }],
    ['an unknown bug', { membership, bug: 'gremlin' }],
    ['a bug named after what every object has', { membership, bug: 'toString' }],
  ])('refuses %s', (_what, options) => {
    expect(() => settingsOf(options)).toThrow(UsageError)
  })

  it('knows every planted bug by name', () => {
    for (const bug of Object.keys(consistentHashingBugs))
      expect(settingsOf({ membership, bug }).bug).toBe(bug)
    expect(settingsOf({ membership, bug: 'quorums-do-not-overlap' })).toMatchObject({
      readQuorum: 1,
      writeQuorum: 1,
    })
  })
})
