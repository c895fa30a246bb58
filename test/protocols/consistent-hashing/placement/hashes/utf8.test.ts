import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  encodeUtf8,
  utf8Bytes,
} from '../../../../../src/protocols/consistent-hashing/placement/hashes/utf8.ts'

function encoded(text: string): number[] {
  const length = encodeUtf8(text)
  return [...utf8Bytes.subarray(0, length)]
}

test('encodes as TextEncoder does, lone surrogates included', () => {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7ff, max: 0xe000 }))
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      const text = String.fromCharCode(...units)
      expect(encoded(text)).toEqual([...new TextEncoder().encode(text)])
    }),
    { numRuns: 2_000 },
  )
})

test('a text longer than the buffer fits', () => {
  for (const text of ['€'.repeat(200), '€🌈x'.repeat(5_000)]) {
    expect(encoded(text)).toEqual([...new TextEncoder().encode(text)])
  }
})
