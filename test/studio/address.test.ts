import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Address, addressOf, parseAddress } from '../../src/studio/address.ts'
import type { Change } from '../../src/studio/model/changes.ts'

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('seed' as const), seed: fc.string({ minLength: 1 }) }),
  fc.record({ type: fc.constant('without' as const), fault: fc.nat(50) }),
  fc.nat().map((at): Change => ({ type: 'inject', timed: { at, fault: { type: 'crash', node: 'n1' } } })),
  fc.nat().map((nth): Change => ({ type: 'pin', pin: { from: 'n1', to: 'n2', nth: nth + 1, arrivals: [] } })),
)

it('carries the state of the page there and back', () => {
  const address: fc.Arbitrary<Address> = fc.record(
    {
      event: fc.nat(),
      panel: fc.constantFrom('state', 'events'),
      axis: fc.constant('order' as const),
      view: fc.nat(1_000_000).map((from) => [from, from + 10] as const),
      cone: fc.constant(true),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      run: fc.constant('branch' as const),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(address, (given) => {
      expect(parseAddress(addressOf(given))).toEqual(given)
    }),
  )
})

it('leaves out what it does not understand', () => {
  const hash =
    '#event=x&view=9..1&change={"type":"nothing"}&change=oops&change={"type":"seed"}&run=both&axis=up'
  expect(parseAddress(hash)).toEqual({})
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseAddress(`#${text}`)
    }),
  )
})
