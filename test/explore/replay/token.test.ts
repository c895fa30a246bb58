import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FailureRecord, failureFormat } from '../../../src/explore/replay/failure-record.ts'
import { isToken, parseToken, tokenOf } from '../../../src/explore/replay/token.ts'
import { UsageError } from '../../../src/kernel/errors.ts'

const failure: FailureRecord = {
  format: failureFormat,
  engine: '0.1.0',
  scenario: 'raft/votes-forgotten',
  property: 'election safety',
  hash: '0123456789abcdef',
  plan: {
    seed: '17',
    faults: [{ at: 350_000, fault: { type: 'crash', node: 'n3', lasts: 100 } }],
    conditions: [],
    operations: {},
    network: { latency: 1_000, pins: [] },
  },
}

describe('a token', () => {
  it('carries a failure in one word that fits in a message', () => {
    const token = tokenOf(failure)
    expect(token).toMatch(/^[\w-]+$/)
    expect(token.length).toBeLessThan(400)
    expect(isToken(token)).toBe(true)
    expect(parseToken(token)).toEqual(failure)
  })

  it('carries any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (seed) => {
        const record = { ...failure, plan: { ...failure.plan, seed } }
        expect(parseToken(tokenOf(record))).toEqual(record)
      }),
    )
  })

  it('tells when a letter is wrong or the end is missing', () => {
    const token = tokenOf(failure)
    for (const at of [10, 50, token.length - 2]) {
      const wrong = `${token.slice(0, at)}${token[at] === 'x' ? 'y' : 'x'}${token.slice(at + 1)}`
      expect(() => parseToken(wrong)).toThrow(UsageError)
    }
    expect(() => parseToken(token.slice(0, -5))).toThrow(/cut off/)
    expect(() => parseToken('lc1_')).toThrow(UsageError)
  })
})
