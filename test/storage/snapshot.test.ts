import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snapshot } from '../../src/storage/snapshot.ts'

const tree = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  fc.object({ values: [fc.constantFrom(undefined, Number.NaN, -0, Infinity, 1, 'text')], maxDepth: 3 }),
)
/** Two values that are likely to have much in common. */
const pair = fc.tuple(fc.array(tree, { maxLength: 3 }), tree, tree).map(([common, one, other]) => ({
  one: { common, part: one },
  other: { common: [...common], part: other },
}))

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe('a snapshot', () => {
  it('is what JSON would keep, whatever it was told had been before', () => {
    fc.assert(
      fc.property(pair, ({ one, other }) => {
        expect(JSON.stringify(snapshot(one))).toBe(JSON.stringify(one))
        expect(json(snapshot(other, snapshot(one)))).toEqual(json(other))
      }),
    )
  })

  it('is the earlier one exactly if JSON would keep the same', () => {
    fc.assert(
      fc.property(pair, ({ one, other }) => {
        const before = snapshot(one)
        expect(snapshot(structuredClone(one), before)).toBe(before)
        let isSame = true
        try {
          expect(json(other)).toEqual(json(one))
        } catch {
          isSame = false
        }
        expect(snapshot(other, before) === (before as unknown)).toBe(isSame)
      }),
    )
  })

  it('shares what has stayed the same, and nothing with the value', () => {
    const state = { term: 1, log: [{ command: 'a' }, { command: 'b' }] }
    const before = snapshot(state)
    state.term = 2
    state.log[1]!.command = 'c'
    const after = snapshot(state, before)
    expect(before).toEqual({ term: 1, log: [{ command: 'a' }, { command: 'b' }] })
    expect(after).toEqual({ term: 2, log: [{ command: 'a' }, { command: 'c' }] })
    expect(after.log[0]).toBe(before.log[0])
    expect(after.log[0]).not.toBe(state.log[0])
  })

  it('keeps of a date what JSON does', () => {
    const date = { at: new Date(0) }
    expect(snapshot<unknown>(date)).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })
})
