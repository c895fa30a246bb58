import { mix } from '../../../kernel/mix.ts'
import type { GrowingInts } from '../order/growing-ints.ts'
import type { Lanes } from '../reduction/canonical.ts'

/** The halves of hashes, by number. */
export interface Hashes {
  readonly high: GrowingInts
  readonly low: GrowingInts
}

/** The upper half of the hash of a counter in a slot of the vector. */
export function counterHigh(slot: number, value: number): number {
  return mix(Math.imul(slot + 1, 0x9e3779b1) + value)
}

/** The upper half of the hash of a message at a place in its queue. */
export function queuedHigh(high: number, place: number): number {
  return mix(high + Math.imul(place, 0x9e3779b1))
}

/** The lower half that goes with an upper one. */
export function lowerHalf(high: number): number {
  return mix(high ^ 0x85ebca77)
}

/** By how much a hash changes when a counter goes from a value to the next. */
export function counterRise(slot: number, value: number): Lanes {
  const before = counterHigh(slot, value)
  const after = counterHigh(slot, value + 1)
  return { high: after - before, low: lowerHalf(after) - lowerHalf(before) }
}
