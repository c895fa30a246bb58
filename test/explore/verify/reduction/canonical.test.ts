import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalText, lanesOf, plainCopy } from '../../../../src/explore/verify/reduction/canonical.ts'

const textOf = (value: unknown) => canonicalText(value, () => 'a test')

/** The same data with the fields of every record written in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, reversed(part)]),
  )
}

describe('canonical texts', () => {
  it('do not depend on the order of fields', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(textOf(reversed(value))).toBe(textOf(value))
      }),
    )
  })

  it('are shared by equal data alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const sorted = (value: unknown) => JSON.stringify(ordered(value))
        expect(textOf(a) === textOf(b)).toBe(sorted(a) === sorted(b) && Object.is(zero(a), zero(b)))
      }),
    )
  })

  it('tell apart what JSON does not', () => {
    const values = [null, undefined, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, 'null', [], {}, '', '[]']
    expect(new Set(values.map(textOf)).size).toBe(values.length)
    expect(textOf({ a: 1, b: undefined })).toBe(textOf({ a: 1 }))
    expect(textOf(Uint8Array.of(1, 2))).not.toBe(textOf([1, 2]))
  })

  it.each([
    [new Map(), 'a Map'],
    [new Date(0), 'a Date'],
    [() => 1, 'a function'],
    [1n, 'a bigint'],
  ])('refuse what is no plain data: %s', (value, name) => {
    expect(() => textOf({ deep: [value] })).toThrow(`got ${name}; keep a record or a list instead`)
  })
})

describe('copies', () => {
  it('are equal to what they are made of, and share nothing with it', () => {
    const original = { list: [{ value: 1 }], bytes: Uint8Array.of(7) }
    const copy = plainCopy(original)
    expect(copy).toEqual(original)
    copy.list[0]!.value = 2
    copy.bytes[0] = 8
    expect(original).toEqual({ list: [{ value: 1 }], bytes: Uint8Array.of(7) })
  })
})

describe('hashes of texts', () => {
  it('differ in both halves for texts that differ in one letter', () => {
    const texts = Array.from({ length: 20_000 }, (_, number) => `0 true 0 [] {"value":${number}}`)
    // Of 20,000 words of 32 bits, 0.05 pairs are expected to be equal.
    for (const half of ['high', 'low'] as const)
      expect(new Set(texts.map((text) => lanesOf(text)[half])).size).toBeGreaterThan(texts.length - 3)
  })
})

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, ordered(part)]),
  )
}

/** Whether a number is below zero or is minus zero, which JSON does not say. */
function zero(value: unknown): number {
  return typeof value === 'number' && value === 0 ? value : 1
}
