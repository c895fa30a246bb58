import fc from 'fast-check'
import alea from 'seedrandom/lib/alea.js'
import { describe, expect, it } from 'vitest'
import { AleaStreams } from '../../src/kernel/alea-streams.ts'
import { Random } from '../../src/kernel/random.ts'

const label = fc.oneof(
  fc.string({ minLength: 1, size: 'medium' }),
  fc.string({ minLength: 1, unit: 'binary' }),
  fc
    .record({ seed: fc.nat(), from: fc.nat(2_000), to: fc.nat(2_000) })
    .map(({ seed, from, to }) => `${seed}/link/n${from}>n${to}`),
)

describe('a stream in a column', () => {
  it("is seedrandom's alea of the same label, bit for bit", () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 40 }), (labels) => {
        const streams = new AleaStreams()
        const numbers = labels.map((text) => streams.open(text))
        const references = labels.map((text) => alea(text, { state: true }))
        // Drawn by turns, so that none may touch another's state.
        for (let draw = 0; draw < 20; draw++)
          expect(numbers.map((number) => streams.word(number))).toEqual(
            references.map((reference) => (reference() * 2 ** 32) | 0),
          )
      }),
      { numRuns: 500 },
    )
  })

  it('gives the words of a Random of the same label, for long', () => {
    const streams = new AleaStreams()
    const stream = streams.open('7/link/n1>n2')
    const random = new Random('7/link/n1>n2')
    const words = (word: () => number) => Array.from({ length: 50_000 }, word)
    expect(words(() => streams.word(stream))).toEqual(words(() => random.word()))
  })
})
