import alea from 'seedrandom/lib/alea.js'
import { UsageError } from './errors.ts'
import { mix } from './mix.ts'

/**
 * A stream of random draws that is a pure function of its label.
 *
 * The generator is seedrandom's `alea`: plain double arithmetic, the same in every JavaScript engine. Each place
 * that draws has a stream of its own (`<seed>/node/n1`, `<seed>/plan`, …), so that one draw more in one place moves
 * nothing elsewhere; shrinking and replay rest on that. Links, of which there may be a million, have counter-based
 * streams under keys drawn from here (see `LinkDraws`).
 */
export class Random {
  // Alea's state, whose fractions are multiples of 2⁻³²: kept as those multiples, signed words, so that it takes no doubles.
  private carry = 0
  private oldest = 0
  private middle = 0
  private latest = 0

  /** @throws UsageError when the label is empty: a stream is never seeded by the clock or by entropy. */
  constructor(label: string) {
    if (typeof label !== 'string' || label === '')
      throw new UsageError('Expected a non-empty string to seed a random stream.')
    const { c, s0, s1, s2 } = alea(label, { state: true }).state()
    this.carry = c
    this.oldest = (s0 * 4_294_967_296) | 0
    this.middle = (s1 * 4_294_967_296) | 0
    this.latest = (s2 * 4_294_967_296) | 0
  }

  /** 32 random bits as a signed word, in [−2³¹, 2³¹): what all other draws are made of, and the cheapest. */
  word(): number {
    // Below 2⁵³, and so exact.
    const next = 2_091_639 * (this.oldest >>> 0) + this.carry
    const latest = next | 0
    this.oldest = this.middle
    this.middle = this.latest
    this.latest = latest
    this.carry = (next * 2.3283064365386963e-10) | 0
    return latest
  }

  /** A whole number in [0, 2³²). */
  bits(): number {
    return this.word() >>> 0
  }

  /** A number in [0, 1), a multiple of 2⁻³². */
  private draw(): number {
    return (this.word() >>> 0) * 2.3283064365386963e-10
  }

  /** A whole number in [min, max], both included. */
  int(min: number, max: number): number {
    const span = max - min + 1
    if (!(span >= 1) || !Number.isSafeInteger(span) || !Number.isSafeInteger(min)) failToDraw(min, max)
    const fraction = span <= 4_294_967_296 ? this.draw() : this.fineDraw()
    return min + Math.floor(fraction * span)
  }

  /** The same beyond 32 bits, where a second draw fills the low part. */
  private fineDraw(): number {
    return this.draw() + Math.floor(this.draw() * 2_097_152) * 1.1102230246251565e-16
  }

  /** True `parts` times out of `outOf` (a million unless told). */
  chance(parts: number, outOf = 1_000_000): boolean {
    return this.draw() * outOf < parts
  }

  /** One of the items, each as likely. @throws UsageError when there are none. */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new UsageError('Expected random.pick to get at least one item, got none.')
    return items[Math.floor(this.draw() * items.length)]!
  }

  /** The items in a random order, in a new array. */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items]
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = Math.floor(this.draw() * (i + 1))
      const item = shuffled[i]!
      shuffled[i] = shuffled[j]!
      shuffled[j] = item
    }
    return shuffled
  }

  /** `count` distinct items in a random order (all of them when there are fewer). */
  sample<T>(items: readonly T[], count: number): T[] {
    return this.shuffle(items).slice(0, count)
  }
}

// Out of line, lest `int` be too long to be inlined.
function failToDraw(min: number, max: number): never {
  throw new UsageError(
    `Expected random.int(min, max) with whole numbers and min ≤ max, got (${min}, ${max}).`,
  )
}

/**
 * A second, third, … independent draw out of one, told apart by the `number` of their purpose (a small one): words of 32 bits,
 * signed, as those are what engines keep out of the heap.
 */
export const spread = (bits: number, number: number): number => mix(bits ^ purpose(number))

/** What tells the draws of one purpose from those of others: a draw is mixed with it. */
export const purpose = (number: number): number => Math.imul(number, 0x9e3779b1)
