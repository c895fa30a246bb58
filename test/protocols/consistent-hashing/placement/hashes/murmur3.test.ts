import { expect, test } from 'vitest'
import { murmur3 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/murmur3.ts'
import { Word64 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/word64.ts'
import { verificationValue } from './smhasher.ts'

function hash(bytes: Uint8Array, seed: number): [bigint, bigint] {
  const first = new Word64()
  const second = new Word64()
  murmur3(bytes, bytes.length, seed, first, second)
  return [first.toBigInt(), second.toBigInt()]
}

function firstHalf(text: string): string {
  return hash(new TextEncoder().encode(text), 0)[0].toString(16)
}

test('MurmurHash3 x64_128 has the verification value that SMHasher publishes', () => {
  expect(verificationValue(hash)).toBe(0x6384ba69)
})

test('MurmurHash3 x64_128 gives the known first halves', () => {
  expect(firstHalf('hello')).toBe('cbd8a7b341bd9b02')
  expect(firstHalf('hello, world')).toBe('342fac623a5ebc8e')
  expect(firstHalf('')).toBe('0')
})
