import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revive, snapshot, snapshotOfFields } from '../../src/storage/snapshot.ts'

const tree = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  fc.object({ values: [fc.constantFrom(undefined, Number.NaN, -0, Infinity, 1, 'text')], maxDepth: 3 }),
)
/** Two values that are likely to have much in common. */
const pair = fc.tuple(fc.array(tree, { maxLength: 3 }), tree, tree).map(([common, one, other]) => ({
  one: { common, part: one },
  other: { common: [...common], part: other },
}))

const valuesOf = (kept: unknown) => (kept as { readonly values: readonly unknown[] }).values

describe('a snapshot', () => {
  it('is what JSON would keep, whatever it was told had been before', () => {
    fc.assert(
      fc.property(pair, ({ one, other }) => {
        expect(JSON.stringify(revive(snapshot(one)))).toBe(JSON.stringify(one))
        expect(JSON.stringify(revive(snapshot(other, snapshot(one))))).toBe(JSON.stringify(other))
      }),
    )
  })

  it('is the earlier one exactly if the text of JSON would be the same', () => {
    fc.assert(
      fc.property(pair, ({ one, other }) => {
        const before = snapshot(one)
        expect(snapshot(structuredClone(one), before)).toBe(before)
        expect(snapshot(other, before) === before).toBe(JSON.stringify(other) === JSON.stringify(one))
      }),
    )
  })

  it('shares what has stayed the same, and nothing with the value', () => {
    const state = { term: 1, log: [{ command: 'a' }, { command: 'b' }] }
    const before = snapshot(state)
    state.term = 2
    state.log[1]!.command = 'c'
    const after = snapshot(state, before)
    expect(revive(before)).toEqual({ term: 1, log: [{ command: 'a' }, { command: 'b' }] })
    expect(revive(after)).toEqual({ term: 2, log: [{ command: 'a' }, { command: 'c' }] })
    const [, log] = valuesOf(before)
    const [, logAfter] = valuesOf(after)
    expect(valuesOf(logAfter)[0]).toBe(valuesOf(log)[0])
    expect(valuesOf(logAfter)[1]).not.toBe(valuesOf(log)[1])
  })

  it('keeps of a date what JSON does', () => {
    const date = { at: new Date(0) }
    expect(revive(snapshot(date))).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })
})

describe('a snapshot of some fields', () => {
  it('is that of an object with these fields alone, in their order, as far as the record has them', () => {
    const record = { volatile: 1, log: ['a'], term: 2, votedFor: undefined }
    const kept = snapshotOfFields(record, ['term', 'votedFor', 'missing', 'log'])
    expect(JSON.stringify(revive(kept))).toBe('{"term":2,"log":["a"]}')
  })

  it('is the earlier one while none of them is written', () => {
    const record = { volatile: 1, log: ['a'], term: 2 }
    const before = snapshotOfFields(record, ['term', 'log'])
    record.volatile = 2
    expect(snapshotOfFields(record, ['term', 'log'], before)).toBe(before)
    record.log.push('b')
    expect(snapshotOfFields(record, ['term', 'log'], before)).not.toBe(before)
  })

  it('tells a field that is there from one that no longer is', () => {
    const record: { vote: string | null | undefined } = { vote: null }
    const before = snapshotOfFields(record, ['vote'])
    record.vote = undefined
    expect(revive(snapshotOfFields(record, ['vote'], before))).toEqual({})
  })
})
