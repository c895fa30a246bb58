import { describe, expect, it } from 'vitest'
import { differenceOf } from '../../src/explore/diff.ts'
import { ms } from '../../src/kernel/time.ts'
import { simulate } from '../../src/simulation/simulate.ts'
import { type EventKind, Journal } from '../../src/trace/journal.ts'
import { forgetfulVoters } from './shrink/forgetful-voters.ts'

type Entry = [kind: EventKind, time: number, node: number, peer: number, cause: number, detail: unknown]

const boot: Entry = ['boot', 0, 0, -1, -1, null]
const deliver: Entry = ['deliver', ms(5), 1, 0, 0, { type: 'ask', term: 3, log: [{ at: 1 }] }]

/** The difference of two traces that begin with the same event, and have one more. */
function difference(left: Entry | null, right: Entry | null) {
  const [a, b] = [left, right].map((entry) => {
    const events = new Journal(['n1', 'n2'])
    events.add(...boot)
    if (entry !== null) events.add(...entry)
    return { events }
  })
  return differenceOf(a!, b!)
}

describe('two runs', () => {
  it('of one seed are the same', () => {
    const [a, b] = [1, 1].map((seed) => simulate(forgetfulVoters, { seed, record: true }).trace!)
    expect(differenceOf(a!, b!)).toBeNull()
  })

  it('of two seeds are the same up to the difference, and not there', () => {
    const [a, b] = [1, 2].map((seed) => simulate(forgetfulVoters, { seed, record: true }).trace!)
    const { index, ...parted } = differenceOf(a!, b!)!
    for (let i = 0; i < index; i++) expect(a!.events.at(i)).toEqual(b!.events.at(i))
    expect(a!.events.at(index)).not.toEqual(b!.events.at(index))
    expect([parted.a, parted.b]).toEqual([a!.events.at(index), b!.events.at(index)])
  })
})

describe('the first difference names', () => {
  it('the field of a message', () => {
    const other: Entry = ['deliver', ms(6), 1, 0, 0, { type: 'ask', term: 3, log: [{ at: 2 }] }]
    expect(difference(deliver, other)).toMatchObject({
      index: 1,
      differs: 'detail',
      path: 'log[0].at',
      sentence:
        'After 1 shared event, another message (log[0].at: 1 or 2): in A comes "n2 ← n1 ask {term: 3, log: [{at: 1}]}" at 5 ms, in B "n2 ← n1 ask {term: 3, log: [{at: 2}]}" at 6 ms.',
    })
  })

  it.each<[string, Entry | null]>([
    ['kind', ['timeout', ms(5), 1, -1, -1, 'election']],
    ['node', ['deliver', ms(5), 0, 0, 0, deliver[5]]],
    ['peer', ['deliver', ms(5), 1, 1, 0, deliver[5]]],
    ['time', ['deliver', ms(6), 1, 0, 0, deliver[5]]],
    ['cause', ['deliver', ms(5), 1, 0, -1, deliver[5]]],
    ['end', null],
  ])('the %s', (differs, other) => {
    expect(difference(deliver, other)?.differs).toBe(differs)
    expect(difference(other, deliver)?.differs).toBe(differs)
  })
})
