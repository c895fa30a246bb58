import { expect, test } from 'vitest'
import { murmur2 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/murmur2.ts'

test("murmur2 gives the values of Kafka's own test", () => {
  const published: Record<string, number> = {
    '21': -973932308,
    foobar: -790332482,
    'a-little-bit-long-string': -985981536,
    'a-little-bit-longer-string': -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
    abc: 479470107,
  }
  for (const [text, expected] of Object.entries(published)) {
    const bytes = new TextEncoder().encode(text)
    expect(murmur2(bytes, bytes.length)).toBe(expected)
  }
})
