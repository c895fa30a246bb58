import { expect, test } from 'vitest'
import { cassandraToken } from '../../../../src/protocols/consistent-hashing/placement/cassandra-partitioner.ts'

function repeated(bytes: number[], times: number): Uint8Array {
  return Uint8Array.from(Array.from({ length: times }, () => bytes).flat())
}

test('the token of an ASCII key is the first half of MurmurHash3 x64_128, signed', () => {
  expect(cassandraToken('hello')).toBe(BigInt.asIntN(64, 0xcbd8a7b341bd9b02n))
  expect(cassandraToken('hello, world')).toBe(0x342fac623a5ebc8en)
  expect(cassandraToken('123')).toBe(-7468325962851647638n)
  expect(cassandraToken('9223372036854775807')).toBe(7162290910810015547n)
})

test("the token of bytes from 0x80 on is that of Cassandra's drivers, which sign-extend the last ones", () => {
  const known: [bytes: Uint8Array, token: bigint][] = [
    [repeated([0x00, 0xff, 0x10, 0xfa, 0x99], 10), 5837342703291459765n],
    [repeated([0xfe], 8), -8927430733708461935n],
    [repeated([0x10], 8), 1446172840243228796n],
    [repeated([0xff], 16), -2824192546314762522n],
    [repeated([0xfe], 16), -833317529301936754n],
    [repeated([0xfe], 17), -1672437813826982685n],
    [repeated([0xfe], 4), 4566408979886474012n],
    [repeated([0x00], 4), -3485513579396041028n],
    [Uint8Array.of(0x00, 0x01, 0x7f, 0x7f), 6573459401642635627n],
    [Uint8Array.of(0x00, 0xff, 0xff, 0xff), 123573637386978882n],
    [Uint8Array.of(0xff, 0x01, 0x02, 0x03), -2839127690952877842n],
    [Uint8Array.of(0xe2, 0xe7), -8582699461035929883n],
    [Uint8Array.of(0xe2, 0xe7, 0xe2, 0xe7, 0xe2, 0xe7, 0x01), 2222373981930033306n],
    [Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16), -5563837382979743776n],
  ]
  for (const [bytes, token] of known) expect(cassandraToken(bytes)).toBe(token)
})

test('a text is hashed as its UTF-8 bytes', () => {
  expect(cassandraToken('âç€')).toBe(cassandraToken(new TextEncoder().encode('âç€')))
})

test('the empty key alone has the least token; a hash that meets it becomes the greatest', () => {
  expect(cassandraToken('')).toBe(-(2n ** 63n))
  // The preimage of −2^63, by inverting the hash over one block.
  const preimage = [101, 60, 190, 251, 133, 236, 49, 17, 180, 227, 143, 169, 188, 124, 188, 174]
  expect(cassandraToken(Uint8Array.from(preimage))).toBe(2n ** 63n - 1n)
})
