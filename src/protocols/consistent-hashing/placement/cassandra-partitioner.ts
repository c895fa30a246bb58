import { murmur3 } from './hashes/murmur3.ts'
import { encodeUtf8, utf8Bytes } from './hashes/utf8.ts'
import { Word64 } from './hashes/word64.ts'

const TOKEN_MIN = -(1n << 63n)
const TOKEN_MAX = (1n << 63n) - 1n

const first = new Word64()
const second = new Word64()

/**
 * The token of a partition key under Cassandra's `Murmur3Partitioner`, from −2^63 to 2^63 − 1.
 *
 * It is the first half of MurmurHash3 x64_128, with two peculiarities. Cassandra's `MurmurHash.hash3_x64_128` widens
 * the up to 15 bytes behind the last whole block without masking them, so that bytes from 0x80 on, as in UTF-8 beyond
 * ASCII, are sign-extended there and the token differs from the reference hash; clients have to follow it (gocql issue
 * 1033). And the least token is reserved: the empty key alone has it, a hash that meets it becomes the greatest
 * (`Murmur3Partitioner.getToken`).
 */
export function cassandraToken(key: string | Uint8Array): bigint {
  const length = typeof key === 'string' ? encodeUtf8(key) : key.length
  if (length === 0) return TOKEN_MIN
  murmur3(typeof key === 'string' ? utf8Bytes : key, length, 0, first, second, 'signed')
  const token = first.toSignedBigInt()
  return token === TOKEN_MIN ? TOKEN_MAX : token
}
