import { expect, test } from 'vitest'
import { Word64 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/word64.ts'
import { xxh64 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/xxh64.ts'
import { verificationValue } from './smhasher.ts'

function hash(bytes: Uint8Array, seed: number): bigint {
  return xxh64(bytes, bytes.length, seed, new Word64()).toBigInt()
}

test('XXH64 has the verification value that SMHasher publishes', () => {
  expect(verificationValue((bytes, seed) => [hash(bytes, seed)])).toBe(0x024b7cf4)
})

test("XXH64 passes the reference implementation's own sanity check", () => {
  const prime = 2654435761
  let generator = BigInt(prime)
  const bytes = Uint8Array.from({ length: 222 }, () => {
    const byte = Number(generator >> 56n)
    generator = BigInt.asUintN(64, generator * 11400714785074694797n)
    return byte
  })
  const published: [length: number, seed: number, hash: bigint][] = [
    [0, 0, 0xef46db3751d8e999n],
    [0, prime, 0xac75fda2929b17efn],
    [1, 0, 0xe934a84adb052768n],
    [1, prime, 0x5014607643a9b4c3n],
    [4, 0, 0x9136a0dca57457een],
    [14, 0, 0x8282dcc4994e35c8n],
    [14, prime, 0xc3bd6bf63deb6df0n],
    [222, 0, 0xb641ae8cb691c174n],
    [222, prime, 0x20cb8ab7ae10c14an],
  ]
  for (const [length, seed, expected] of published) {
    expect(hash(bytes.subarray(0, length), seed)).toBe(expected)
  }
})
