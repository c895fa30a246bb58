import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { didYouMean, editDistance, nearest } from '../../src/kernel/nearest.ts'

describe('the edit distance', () => {
  it.each([
    ['', '', 0],
    ['n1', 'n1', 0],
    ['', 'abc', 3],
    ['crsh', 'crash', 1],
    ['crahs', 'crash', 1],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
  ])('from %j to %j is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance)
  })

  it('is symmetric, zero only for equal words, and no more than the longer word', () => {
    const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    fc.assert(
      fc.property(words, words, (a, b) => {
        const distance = editDistance(a, b)
        expect(editDistance(b, a)).toBe(distance)
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})

describe('the nearest name', () => {
  it('is the one that was meant', () => {
    expect(nearest('crsh', ['pause', 'crash', 'slow'])).toBe('crash')
    expect(nearest('n33', ['n1', 'n2', 'n3'])).toBe('n3')
    expect(nearest('Alice', ['alice', 'bob'])).toBe('alice')
    expect(nearest('raft/leader-crash', ['raft/leader-crashes', 'paxos/gaps'])).toBe('raft/leader-crashes')
  })

  it('is none when several are as near, or nothing is near', () => {
    expect(nearest('n9', ['n1', 'n2', 'n3'])).toBeNull()
    expect(nearest('zebra', ['crash', 'pause'])).toBeNull()
    expect(nearest('n1', [])).toBeNull()
  })

  it('ends a sentence', () => {
    expect(`No fault 'crsh'.${didYouMean('crsh', ['crash'])}`).toBe("No fault 'crsh'. Did you mean 'crash'?")
    expect(didYouMean('zebra', ['crash'])).toBe('')
  })
})
