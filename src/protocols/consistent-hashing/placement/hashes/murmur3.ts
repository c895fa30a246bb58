import { Word64 } from './word64.ts'

const C1 = new Word64(0x87c37b91, 0x114253d5)
const C2 = new Word64(0x4cf5ad43, 0x2745937f)
const FIVE = new Word64(0, 5)
const BODY_1 = new Word64(0, 0x52dce729)
const BODY_2 = new Word64(0, 0x38495ab5)
const MIX_1 = new Word64(0xff51afd7, 0xed558ccd)
const MIX_2 = new Word64(0xc4ceb9fe, 0x1a85ec53)

const block = new Word64()
const byteWord = new Word64()

/** How the bytes after the last block of 16 are widened: as C++ does, or as Java does if `& 0xff` is forgotten. */
export type TailBytes = 'unsigned' | 'signed'

function gather(bytes: Uint8Array, from: number, to: number, tail: TailBytes): Word64 {
  block.set(0, 0)
  for (let offset = from; offset < to; offset++) {
    const byte = tail === 'signed' ? (bytes[offset]! << 24) >> 24 : bytes[offset]!
    block.xor(byteWord.set(byte >> 31, byte).shiftLeft(8 * (offset - from)))
  }
  return block
}

/** The finalizer of MurmurHash3 x64: a bijection in which every input bit moves every output bit with p ≈ ½. */
export function mix64(word: Word64): Word64 {
  return word.xorShiftRight(33).multiply(MIX_1).xorShiftRight(33).multiply(MIX_2).xorShiftRight(33)
}

/**
 * MurmurHash3 x64_128 of the first `length` bytes (Appleby, SMHasher): the first 64 bits into `first`, the others
 * into `second`. The seed is an unsigned 32-bit integer.
 */
export function murmur3(
  bytes: Uint8Array,
  length: number,
  seed: number,
  first: Word64,
  second: Word64,
  tail: TailBytes = 'unsigned',
): void {
  first.set(0, seed)
  second.set(0, seed)
  const body = length - (length % 16)
  for (let offset = 0; offset < body; offset += 16) {
    first.xor(
      gather(bytes, offset, offset + 8, 'unsigned')
        .multiply(C1)
        .rotateLeft(31)
        .multiply(C2),
    )
    first.rotateLeft(27).add(second).multiply(FIVE).add(BODY_1)
    second.xor(
      gather(bytes, offset + 8, offset + 16, 'unsigned')
        .multiply(C2)
        .rotateLeft(33)
        .multiply(C1),
    )
    second.rotateLeft(31).add(first).multiply(FIVE).add(BODY_2)
  }
  second.xor(
    gather(bytes, body + 8, length, tail)
      .multiply(C2)
      .rotateLeft(33)
      .multiply(C1),
  )
  first.xor(
    gather(bytes, body, Math.min(body + 8, length), tail)
      .multiply(C1)
      .rotateLeft(31)
      .multiply(C2),
  )

  first.xor(block.set(0, length))
  second.xor(block)
  first.add(second)
  second.add(first)
  mix64(first)
  mix64(second)
  first.add(second)
  second.add(first)
}
