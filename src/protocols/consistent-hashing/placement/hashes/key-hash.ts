import { encodeUtf8, utf8Bytes } from './utf8.ts'
import type { Word64 } from './word64.ts'
import { xxh64 } from './xxh64.ts'

/**
 * The 64-bit hash by which every placement but the ketama ring spreads names and keys: XXH64 of the UTF-8 bytes.
 * Different seeds (unsigned 32-bit integers) give independent hashes.
 */
export function keyHash(key: string, seed: number, into: Word64): Word64 {
  const length = encodeUtf8(key)
  return xxh64(utf8Bytes, length, seed, into)
}
