/**
 * The SMHasher verification value of a hash (Appleby, SMHasher, `VerificationTest`): the keys {}, {0}, {0, 1}, …,
 * {0, …, 254} are hashed with the seeds 256, 255, …, 1, then the hashes' bytes with the seed 0; the first four bytes
 * are the value. It covers every length of tail, every seed path and many blocks.
 */
export function verificationValue(hash: (bytes: Uint8Array, seed: number) => bigint[]): number {
  const hashes: number[] = []
  for (let length = 0; length < 256; length++) {
    const key = Uint8Array.from({ length }, (_, index) => index)
    hashes.push(...littleEndian(hash(key, 256 - length)))
  }
  const [a, b, c, d] = littleEndian(hash(Uint8Array.from(hashes), 0))
  return (a! | (b! << 8) | (c! << 16) | (d! << 24)) >>> 0
}

function littleEndian(words: bigint[]): number[] {
  const bytes = new DataView(new ArrayBuffer(8 * words.length))
  for (const [index, word] of words.entries()) bytes.setBigUint64(8 * index, word, true)
  return [...new Uint8Array(bytes.buffer)]
}
