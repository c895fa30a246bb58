const M = 0x5bd1e995
const KAFKA_SEED = 0x9747b28c

/**
 * MurmurHash2 of the first `length` bytes, as a signed 32-bit integer (Appleby 2008), with the seed that Kafka's
 * `Utils.murmur2` fixes.
 */
export function murmur2(bytes: Uint8Array, length: number): number {
  let hash = KAFKA_SEED ^ length
  const body = length & ~3
  for (let offset = 0; offset < body; offset += 4) {
    let block =
      bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)
    block = Math.imul(block, M)
    block = Math.imul(block ^ (block >>> 24), M)
    hash = Math.imul(hash, M) ^ block
  }
  if (body < length) {
    for (let offset = length - 1; offset >= body; offset--) hash ^= bytes[offset]! << (8 * (offset - body))
    hash = Math.imul(hash, M)
  }
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return hash ^ (hash >>> 15)
}
