/**
 * A 64-bit word in two halves, changed in place: the arithmetic of the 64-bit hashes without the allocations of
 * `BigInt`. Everything is modulo 2^64.
 */
export class Word64 {
  /** The upper 32 bits, as a signed integer. */
  high: number
  /** The lower 32 bits, as a signed integer. */
  low: number

  constructor(high = 0, low = 0) {
    this.high = high | 0
    this.low = low | 0
  }

  static fromBigInt(value: bigint): Word64 {
    return new Word64(Number(BigInt.asIntN(32, value >> 32n)), Number(BigInt.asIntN(32, value)))
  }

  set(high: number, low: number): this {
    this.high = high | 0
    this.low = low | 0
    return this
  }

  copy(other: Word64): this {
    this.high = other.high
    this.low = other.low
    return this
  }

  add(other: Word64): this {
    const low = (this.low >>> 0) + (other.low >>> 0)
    this.high = (this.high + other.high + (low > 0xffffffff ? 1 : 0)) | 0
    this.low = low | 0
    return this
  }

  subtract(other: Word64): this {
    const borrow = this.low >>> 0 < other.low >>> 0 ? 1 : 0
    this.high = (this.high - other.high - borrow) | 0
    this.low = (this.low - other.low) | 0
    return this
  }

  multiply(other: Word64): this {
    const a0 = this.low & 0xffff
    const a1 = this.low >>> 16
    const b0 = other.low & 0xffff
    const b1 = other.low >>> 16
    // Each sum of a 16-bit product and a 16-bit carry is below 2^32.
    const lower = (Math.imul(a1, b0) >>> 0) + ((Math.imul(a0, b0) >>> 16) >>> 0)
    const upper = (Math.imul(a0, b1) >>> 0) + (lower & 0xffff)
    const carried = Math.imul(a1, b1) + (lower >>> 16) + (upper >>> 16)
    this.high = (Math.imul(this.high, other.low) + Math.imul(this.low, other.high) + carried) | 0
    this.low = Math.imul(this.low, other.low)
    return this
  }

  xor(other: Word64): this {
    this.high ^= other.high
    this.low ^= other.low
    return this
  }

  /** Rotates by 1 to 63 bits, but not by 32. */
  rotateLeft(bits: number): this {
    const upper = bits < 32 ? this.high : this.low
    const lower = bits < 32 ? this.low : this.high
    // Shift counts are taken modulo 32.
    this.high = (upper << bits) | (lower >>> (32 - bits))
    this.low = (lower << bits) | (upper >>> (32 - bits))
    return this
  }

  /** Shifts by 0 to 63 bits. */
  shiftLeft(bits: number): this {
    if (bits >= 32) {
      this.high = this.low << bits
      this.low = 0
    } else if (bits > 0) {
      this.high = (this.high << bits) | (this.low >>> (32 - bits))
      this.low <<= bits
    }
    return this
  }

  /** Replaces x by x ^ (x >>> bits), for 1 to 63 bits. */
  xorShiftRight(bits: number): this {
    if (bits >= 32) {
      this.low ^= this.high >>> bits
    } else {
      this.low ^= (this.low >>> bits) | (this.high << (32 - bits))
      this.high ^= this.high >>> bits
    }
    return this
  }

  /** The unsigned value modulo a `divisor` of at most 2^32. */
  modulo(divisor: number): number {
    let remainder = (this.high >>> 0) % divisor
    remainder = (remainder * 0x10000 + (this.low >>> 16)) % divisor
    return (remainder * 0x10000 + (this.low & 0xffff)) % divisor
  }

  /** The upper 52 bits, an integer from 0 up to 2^52 − 1. */
  top52(): number {
    return (this.high >>> 0) * 0x100000 + (this.low >>> 12)
  }

  /** The unsigned value. */
  toBigInt(): bigint {
    return (BigInt(this.high >>> 0) << 32n) | BigInt(this.low >>> 0)
  }

  /** The value in two's complement. */
  toSignedBigInt(): bigint {
    return BigInt.asIntN(64, this.toBigInt())
  }
}
