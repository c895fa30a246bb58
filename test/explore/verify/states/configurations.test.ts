import fc from 'fast-check'
import { cluster } from 'lightcone'
import { describe, expect, it } from 'vitest'
import { Configurations } from '../../../../src/explore/verify/states/configurations.ts'
import { LocalStates } from '../../../../src/explore/verify/states/local-states.ts'
import { tableNode } from '../random-protocol.ts'

/** Messages `number` of two links to the node that is told of. */
function setUp(network: 'unordered' | 'ordered' | 'set') {
  const local = new LocalStates(cluster(3, tableNode({ rows: [], fuel: 0 })), {}, [], true)
  const waiting = { isOrdered: network === 'ordered', isSet: network === 'set' }
  const configurations = new Configurations(local, waiting)
  const envelope = ([from, number]: Sent) =>
    local.envelopeId({ from, to: 0, message: { type: `word${number}` } })
  const all = (sent: readonly Sent[]) => sent.map(envelope)
  return { local, configurations, envelope, all, empty: configurations.of(local.unborn(0)) }
}

type Sent = readonly [from: number, number: number]
const messages = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.integer({ min: 0, max: 3 })), { maxLength: 12 })

describe('a node together with what waits for it', () => {
  it('has one number, in whatever order messages come that have none', () => {
    fc.assert(
      fc.property(
        messages.chain((sent) =>
          fc.tuple(fc.constant(sent), fc.shuffledSubarray(sent, { minLength: sent.length })),
        ),
        fc.constantFrom('unordered', 'set'),
        ([sent, shuffled], network) => {
          const { configurations, all, envelope, empty } = setUp(network as 'set')
          const one = sent.reduce((before, each) => configurations.arrive(before, envelope(each)), empty)
          const other = shuffled.reduce(
            (before, each) => configurations.arrive(before, envelope(each)),
            empty,
          )
          expect(other).toBe(one)
          const expected = network === 'set' ? new Set(all(sent)) : all(sent)
          expect([...configurations.messagesOf(one)].sort()).toEqual([...expected].sort())
        },
      ),
    )
  })

  it('keeps the messages of a link in their order where there is one, and gives each that goes from their head', () => {
    fc.assert(
      fc.property(messages, (sent) => {
        const { configurations, all, envelope, empty } = setUp('ordered')
        const full = sent.reduce((before, each) => configurations.arrive(before, envelope(each)), empty)
        const expected = [1, 2].flatMap((link) => sent.filter(([from]) => from === link))
        expect([...configurations.messagesOf(full)]).toEqual(all(expected))
        let left = full
        for (const each of expected) left = configurations.after(left, envelope(each), -1)
        expect(left).toBe(empty)
      }),
    )
  })

  it('has a hash that says nothing of how it came about', () => {
    fc.assert(
      fc.property(messages, fc.constantFrom('unordered', 'set', 'ordered'), (sent, network) => {
        const { local, configurations, all, envelope, empty } = setUp(network as 'set')
        const one = sent.reduce((before, each) => configurations.arrive(before, envelope(each)), empty)
        expect(configurations.of(local.unborn(0), all(sent))).toBe(one)
        const { high, low } = configurations.hashOf(one, local.locals, local.envelopes)
        expect([configurations.high(one), configurations.low(one)]).toEqual([high, low])
        if (!configurations.isAdditive) return
        const sum = all(sent).reduce((half, each) => (half + local.envelopes.high.items[each]!) | 0, 0)
        expect((high - configurations.high(empty)) | 0).toBe(sum)
      }),
    )
  })
})
