import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coarser, isTrail, partingFrom, trailOf } from '../../../src/explore/replay/trail.ts'
import { Journal } from '../../../src/trace/journal.ts'

/** A journal of as many notes as there are numbers. */
function journalOf(labels: readonly number[]): Journal {
  const journal = new Journal(['n1'])
  for (const [index, label] of labels.entries()) journal.add('note', index, 0, -1, -1, label)
  return journal
}

const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 200 })
const most = fc.integer({ min: 1, max: 64 })

describe('a trail', () => {
  it('is followed to its end by the same run, however coarse it is', () => {
    fc.assert(
      fc.property(labels, most, most, (all, fine, coarse) => {
        const trail = trailOf(journalOf(all), fine)
        expect(isTrail(trail)).toBe(true)
        expect(partingFrom(trail, journalOf(all))).toBeNull()
        expect(partingFrom(coarser(trail, coarse), journalOf(all))).toBeNull()
        expect(coarser(trail, coarse).hashes.length).toBeLessThanOrEqual(3 * coarse)
      }),
    )
  })

  it('is left within the events that are told, whichever event is another one', () => {
    fc.assert(
      fc.property(labels, fc.nat(), most, (all, place, fine) => {
        const at = place % all.length
        const trail = trailOf(journalOf(all), fine)
        const parting = partingFrom(trail, journalOf(all.with(at, 4)))
        // What comes behind the last hash is not told.
        if (at >= Math.floor(all.length / trail.every) * trail.every) expect(parting).toBeNull()
        else {
          expect(parting!.shared).toBeLessThanOrEqual(at)
          expect(parting!.shared + parting!.within).toBeGreaterThan(at)
        }
      }),
    )
  })

  it('is left where one run ends and the other goes on', () => {
    const trail = trailOf(journalOf([1, 2, 3]))
    expect(partingFrom(trail, journalOf([1, 2]))).toEqual({ shared: 2, within: 1 })
    expect(partingFrom(trail, journalOf([1, 2, 3, 4]))).toEqual({ shared: 3, within: 1 })
  })

  it.each([
    null,
    7,
    { events: 3, every: 1, hashes: 'AAA' },
    { events: 1, every: 0, hashes: 'AAA' },
    { events: 1, every: 1, hashes: '+++' },
    { events: 1, every: 1, hashes: 'AAA', told: [3] },
  ])('is not %j', (value) => {
    expect(isTrail(value)).toBe(false)
  })
})
