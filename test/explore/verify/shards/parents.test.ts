import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Fingerprints } from '../../../../src/explore/verify/order/fingerprints.ts'
import { Frontier } from '../../../../src/explore/verify/order/frontier.ts'
import { isLess } from '../../../../src/explore/verify/shards/exchange.ts'
import { Parents } from '../../../../src/explore/verify/shards/parents.ts'
import {
  Prospects,
  prospectHighAt,
  prospectLength,
  prospectLowAt,
  prospectPlaceAt,
} from '../../../../src/explore/verify/states/prospects.ts'

const half = fc.integer({ min: -2, max: 2 })
const fingerprint = fc.record({ high: half, low: half })
/** Steps between the states of one depth, by their place, and fingerprints of the next. */
const steps = fc.array(fc.tuple(fc.nat({ max: 4 }), fingerprint), { minLength: 1, maxLength: 40 })

it('are, of all states that one was found from at one depth, that with the least fingerprint, however many are found together', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fingerprint, {
        minLength: 5,
        maxLength: 5,
        selector: ({ high, low }) => `${high} ${low}`,
      }),
      steps,
      fc.nat({ max: 40 }),
      (before, all, cut) => {
        const frontier = new Frontier()
        for (const [index, { high, low }] of before.entries())
          frontier.push(new Int32Array(3), 3, index, high, low)
        const { last } = frontier
        const visited = new Fingerprints()
        const parents = new Parents()
        for (const together of [all.slice(0, cut), all.slice(cut)]) {
          const prospects = new Prospects()
          prospects.clear(together.length)
          for (const [index, [from, { high, low }]] of together.entries()) {
            const at = prospectLength * index
            prospects.items[at + prospectHighAt] = high
            prospects.items[at + prospectLowAt] = low
            prospects.items[at + prospectPlaceAt] = 4 + 7 * from
          }
          prospects.end = prospectLength * together.length
          visited.addAll(prospects)
          parents.addAll(prospects, last, 1, 3)
        }
        for (let state = 0; state < visited.size; state++) {
          const found = all.filter(
            ([, { high, low }]) => high === visited.highOf(state) && low === visited.lowOf(state),
          )
          const least = found
            .map(([from]) => from)
            .reduce((one, other) => {
              const [a, b] = [before[one]!, before[other]!]
              return isLess(b.high, b.low, a.high, a.low) ? other : one
            })
          expect(parents.numbers.items[state]).toBe(3 * least + 1)
          expect([parents.highOf(state), parents.lowOf(state)]).toEqual([
            before[least]!.high,
            before[least]!.low,
          ])
        }
        expect(parents.numbers.length).toBe(visited.size)
      },
    ),
  )
})
