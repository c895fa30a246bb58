import { Word64 } from './word64.ts'

const PRIME_1 = new Word64(0x9e3779b1, 0x85ebca87)
const PRIME_2 = new Word64(0xc2b2ae3d, 0x27d4eb4f)
const PRIME_3 = new Word64(0x165667b1, 0x9e3779f9)
const PRIME_4 = new Word64(0x85ebca77, 0xc2b2ae63)
const PRIME_5 = new Word64(0x27d4eb2f, 0x165667c5)

const accumulators = [new Word64(), new Word64(), new Word64(), new Word64()] as const
const lane = new Word64()
const seedWord = new Word64()

function readUint32(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! | (bytes[offset + 1]! << 8) | (bytes[offset + 2]! << 16) | (bytes[offset + 3]! << 24)
}

function readLane(bytes: Uint8Array, offset: number): Word64 {
  return lane.set(readUint32(bytes, offset + 4), readUint32(bytes, offset))
}

/** One round over `input`, which it overwrites. */
function round(accumulator: Word64, input: Word64): Word64 {
  return accumulator.add(input.multiply(PRIME_2)).rotateLeft(31).multiply(PRIME_1)
}

/** Consumes all whole stripes of 32 bytes, and returns the offset behind them. */
function consumeStripes(bytes: Uint8Array, length: number, hash: Word64): number {
  const [first, second, third, fourth] = accumulators
  first.copy(seedWord).add(PRIME_1).add(PRIME_2)
  second.copy(seedWord).add(PRIME_2)
  third.copy(seedWord)
  fourth.copy(seedWord).subtract(PRIME_1)
  let offset = 0
  for (; offset + 32 <= length; offset += 32) {
    round(first, readLane(bytes, offset))
    round(second, readLane(bytes, offset + 8))
    round(third, readLane(bytes, offset + 16))
    round(fourth, readLane(bytes, offset + 24))
  }
  hash.copy(first).rotateLeft(1)
  hash.add(lane.copy(second).rotateLeft(7))
  hash.add(lane.copy(third).rotateLeft(12))
  hash.add(lane.copy(fourth).rotateLeft(18))
  for (const accumulator of accumulators) {
    const merged = round(lane.set(0, 0), accumulator)
    hash.xor(merged).multiply(PRIME_1).add(PRIME_4)
  }
  return offset
}

/**
 * XXH64 of the first `length` bytes, into `hash` (Collet, *xxHash fast digest algorithm*, version 0.1.1).
 * The seed is an unsigned 32-bit integer.
 */
export function xxh64(bytes: Uint8Array, length: number, seed: number, hash: Word64): Word64 {
  seedWord.set(0, seed)
  let offset = 0
  if (length >= 32) offset = consumeStripes(bytes, length, hash)
  else hash.copy(seedWord).add(PRIME_5)
  hash.add(lane.set(0, length))

  for (; offset + 8 <= length; offset += 8) {
    const input = readLane(bytes, offset).multiply(PRIME_2).rotateLeft(31).multiply(PRIME_1)
    hash.xor(input).rotateLeft(27).multiply(PRIME_1).add(PRIME_4)
  }
  if (offset + 4 <= length) {
    hash.xor(lane.set(0, readUint32(bytes, offset)).multiply(PRIME_1))
    hash.rotateLeft(23).multiply(PRIME_2).add(PRIME_3)
    offset += 4
  }
  for (; offset < length; offset++) {
    hash.xor(lane.set(0, bytes[offset]!).multiply(PRIME_5)).rotateLeft(11).multiply(PRIME_1)
  }

  return hash.xorShiftRight(33).multiply(PRIME_2).xorShiftRight(29).multiply(PRIME_3).xorShiftRight(32)
}
