import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Word64 } from '../../../../../src/protocols/consistent-hashing/placement/hashes/word64.ts'

const unsigned = fc.oneof(
  fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
  fc.constantFrom(
    0n,
    1n,
    0xffffn,
    0x10000n,
    0xffffffffn,
    0x100000000n,
    (1n << 63n) - 1n,
    1n << 63n,
    (1n << 64n) - 1n,
  ),
)

function word(value: bigint): Word64 {
  return Word64.fromBigInt(value)
}

function modulo64(value: bigint): bigint {
  return BigInt.asUintN(64, value)
}

test('sums, differences and products are those of the integers modulo 2^64', () => {
  fc.assert(
    fc.property(unsigned, unsigned, (a, b) => {
      expect(word(a).add(word(b)).toBigInt()).toBe(modulo64(a + b))
      expect(word(a).subtract(word(b)).toBigInt()).toBe(modulo64(a - b))
      expect(word(a).multiply(word(b)).toBigInt()).toBe(modulo64(a * b))
      expect(word(a).xor(word(b)).toBigInt()).toBe(a ^ b)
    }),
    { numRuns: 2_000 },
  )
})

test('shifts and rotations are those of 64 bits', () => {
  fc.assert(
    fc.property(unsigned, fc.integer({ min: 1, max: 63 }), (a, bits) => {
      const by = BigInt(bits)
      if (bits !== 32) {
        expect(word(a).rotateLeft(bits).toBigInt()).toBe(modulo64(a << by) | (a >> (64n - by)))
      }
      expect(word(a).shiftLeft(bits).toBigInt()).toBe(modulo64(a << by))
      expect(word(a).shiftLeft(0).toBigInt()).toBe(a)
      expect(word(a).xorShiftRight(bits).toBigInt()).toBe(a ^ (a >> by))
    }),
    { numRuns: 2_000 },
  )
})

test('conversions keep the value', () => {
  fc.assert(
    fc.property(unsigned, fc.integer({ min: 1, max: 2 ** 32 }), (a, divisor) => {
      expect(word(a).toBigInt()).toBe(a)
      expect(word(a).toSignedBigInt()).toBe(BigInt.asIntN(64, a))
      expect(word(a).top52()).toBe(Number(a >> 12n))
      expect(word(a).modulo(divisor)).toBe(Number(a % BigInt(divisor)))
    }),
    { numRuns: 2_000 },
  )
})
