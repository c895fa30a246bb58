import * as fc from 'fast-check'
import { type Micros, ms } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import type { Pin, PinnedNetwork } from '../../simulation/pinned-network.ts'
import { scaledIntegers } from './scaled-integers.ts'

export interface PinnedNetworkConstraints {
  /** The longest that a message usually takes, µs; 20 ms unless told. */
  readonly latencyMax?: Micros
  /** The longest that a message is delayed, µs; 1 s unless told. */
  readonly delayMax?: Micros
  /** Of the messages of a link, only so many first ones meet a fate of their own; 100 unless told. */
  readonly messages?: number
  /** The most messages that do; 32 unless told. */
  readonly maxLength?: number
}

/**
 * Networks without chance: every message takes the same time, but for some that are dropped, delayed, or arrive twice.
 * Fewer of these, and sooner, when they shrink.
 */
export function pinnedNetworks(
  nodes: readonly NodeId[],
  {
    latencyMax = ms(20),
    delayMax = ms(1_000),
    messages = 100,
    maxLength = 32,
  }: PinnedNetworkConstraints = {},
): fc.Arbitrary<PinnedNetwork> {
  const latency = scaledIntegers(1, Math.max(1, Math.floor(latencyMax / ms(1)))).map((count) => ms(count))
  if (nodes.length < 2) return latency.map((usual) => ({ latency: usual, pins: [] }))
  const delay = scaledIntegers(1, Math.max(1, Math.floor(delayMax / ms(1)))).map((count) => ms(count))
  const link = fc.shuffledSubarray([...nodes], { minLength: 2, maxLength: 2 })
  const arrivals = fc.oneof(
    fc.constant([]),
    delay.map((after) => [after]),
    fc.tuple(delay, delay).map((both) => [...both]),
  )
  const pin = fc
    .tuple(link, scaledIntegers(1, messages), arrivals)
    .map(([[from, to], nth, times]): Pin => ({ from: from!, to: to!, nth, arrivals: times }))
  const pins = fc.uniqueArray(pin, {
    selector: ({ from, to, nth }) => `${from}>${to}#${nth}`,
    maxLength,
    size: 'max',
  })
  return fc.record({ latency, pins })
}
