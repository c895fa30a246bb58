import { describe, expect, it } from 'vitest'
import { consistentHashingBugs, placementBugs } from '../../../src/index.ts'
import { type ConsistentHashingBug, rulesWith } from '../../../src/protocols/consistent-hashing/bugs.ts'
import { storeRules } from '../../../src/protocols/consistent-hashing/rules.ts'

const names = Object.keys(consistentHashingBugs) as ConsistentHashingBug[]

describe('the planted bugs of consistent hashing', () => {
  it('are those of placement and those of the store, each with a number of its own', () => {
    expect(names).toEqual(expect.arrayContaining(Object.keys(placementBugs)))
    expect(names.map((name) => consistentHashingBugs[name].id).sort()).toEqual([
      'H1',
      'H2',
      'H3',
      'H4',
      'Q1',
      'Q2',
    ])
  })

  it.each(names)('%s breaks one thing: a rule, a setting or the placement', (name) => {
    const { rules, changes, plant } = consistentHashingBugs[name]
    expect([rules, changes, plant].filter((part) => part !== undefined)).toHaveLength(1)
  })

  it('leave all rules but their own as they are', () => {
    expect(rulesWith(null)).toBe(storeRules)
    for (const name of names) {
      const { rules = {} } = consistentHashingBugs[name]
      expect(rulesWith(name)).toEqual({ ...storeRules, ...rules })
    }
  })
})

describe('the rules', () => {
  it('let a replica take writes of its own view only; H2 those of earlier views too', () => {
    const { takesWrites } = rulesWith('write-during-handoff-is-lost')
    expect([1, 2, 3].map((view) => storeRules.takesWrites(2, view))).toEqual([false, true, false])
    expect([1, 2, 3].map((view) => takesWrites(2, view))).toEqual([true, true, false])
  })

  it('have a read write back what fewer than W replicas have; Q1 never', () => {
    const { writesBack } = rulesWith('read-without-write-back')
    expect([1, 2, 3].map((holders) => storeRules.writesBack(holders, 2))).toEqual([true, false, false])
    expect([1, 2, 3].map((holders) => writesBack(holders, 2))).toEqual([false, false, false])
  })
})
