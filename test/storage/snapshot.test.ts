import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { revive, type Snapshot, snapshot, snapshotOfFields } from '../../src/storage/snapshot.ts'

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
    const kept = snapshotOfFields(record, ['term', 'votedFor', 'missing', 'log'], [])
    expect(JSON.stringify(revive(kept))).toBe('{"term":2,"log":["a"]}')
  })

  it('is the earlier one while none of them is written', () => {
    const record = { volatile: 1, log: ['a'], term: 2 }
    const before = snapshotOfFields(record, ['term', 'log'], [])
    record.volatile = 2
    expect(snapshotOfFields(record, ['term', 'log'], [], before)).toBe(before)
    record.log.push('b')
    expect(snapshotOfFields(record, ['term', 'log'], [], before)).not.toBe(before)
  })

  it('tells a field that is there from one that no longer is', () => {
    const record: { vote: string | null | undefined } = { vote: null }
    const before = snapshotOfFields(record, ['vote'], [])
    record.vote = undefined
    expect(revive(snapshotOfFields(record, ['vote'], [], before))).toEqual({})
  })
})

describe('entries', () => {
  type Entry = { readonly term: number; readonly command: { readonly put: string } }
  const entry = (term: number, put = 'x'): Entry => ({ term, command: { put } })
  const of = (log: unknown, entries: readonly string[], earlier: Snapshot = null) =>
    snapshotOfFields({ log }, ['log'], entries, earlier)

  it('are frozen with all that is in them, and their list is not', () => {
    const log = [entry(1)]
    of(log, ['log'])
    expect(Object.isFrozen(log[0]!.command)).toBe(true)
    log.push(entry(2))
    expect(Object.isFrozen(log[1])).toBe(false)
  })

  it('are the same objects when they come back', () => {
    const first = entry(1)
    const { log } = revive(of([first], ['log'])) as { log: Entry[] }
    expect(log[0]).toBe(first)
    log.push(entry(2))
  })

  it('of a record are told by their names', () => {
    const chosen: Record<number, Entry> = { 3: entry(1), 1: entry(1) }
    const before = of(chosen, ['log'])
    expect(of(chosen, ['log'], before)).toBe(before)
    delete chosen[1]
    expect(revive(of(chosen, ['log'], before))).toEqual({ log: { 3: entry(1) } })
  })

  it('tell what was written as well as comparing all that is in them does', () => {
    const change = fc.oneof(
      fc.record({ type: fc.constant('push' as const), term: fc.nat(2) }),
      fc.record({ type: fc.constant('cut' as const), at: fc.nat(4), count: fc.nat(2) }),
      fc.record({ type: fc.constant('replace' as const), at: fc.nat(4), term: fc.nat(2) }),
      fc.record({ type: fc.constant('copy' as const), at: fc.nat(4) }),
      fc.record({ type: fc.constant('nothing' as const) }),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const log: Entry[] = []
        let known: Snapshot = null
        let compared: Snapshot = null
        for (const step of changes) {
          if (step.type === 'push') log.push(entry(step.term))
          else if (step.type === 'cut') log.splice(step.at, step.count)
          else if (step.type === 'replace' && step.at < log.length) log[step.at] = entry(step.term)
          else if (step.type === 'copy' && step.at < log.length) log[step.at] = structuredClone(log[step.at]!)
          const before: [Snapshot, Snapshot] = [known, compared]
          known = of(log, ['log'], known)
          compared = of(log, [], compared)
          expect(known === before[0]).toBe(compared === before[1])
          expect(revive(known)).toEqual({ log })
        }
      }),
    )
  })
})
