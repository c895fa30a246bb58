import { mix } from './mix.ts'
import { hashText } from './text-hash.ts'
import { ValueHash } from './value-hash.ts'

const imul = Math.imul

/**
 * A running 64-bit hash over the events of a run, always on: two runs with the same digest went the same way.
 *
 * Two 32-bit lanes with the multiply–rotate rounds of MurmurHash3 (Appleby); not cryptographic, and not meant to
 * withstand an adversary, only accidents.
 */
export class TraceHash {
  private high = 0x2f0b4c47
  private low = 0x6a09e667
  private count = 0
  private values: ValueHash | null = null

  /** Takes in the header of one event: its time in µs and three 32-bit words. */
  add(time: number, a: number, b: number, c: number): void {
    // Most runs end within the first 71 minutes. Words are cut to words, lest engines ask what numbers they are.
    const late = time < 4_294_967_296 ? 0 : (time / 4_294_967_296) | 0
    let high = this.high ^ imul(time | 0, 0xcc9e2d51)
    let low = this.low ^ imul((a + late) | 0, 0x1b873593)
    high = imul((high << 13) | (high >>> 19), 5) + imul(b | 0, 0x85ebca6b)
    low = imul((low << 15) | (low >>> 17), 5) + imul(c | 0, 0xc2b2ae35)
    this.high = (high ^ (low >>> 7)) | 0
    this.low = (low ^ (high >>> 9)) | 0
    this.count++
  }

  /** Takes in a text, such as a node's name. */
  addText(text: string): void {
    const hash = hashText(text)
    this.add(text.length, hash, hash ^ 0x5bd1e995, 0)
  }

  /** Takes in data, such as a message: what JSON would show of it, in the order of its fields. */
  addValue(value: unknown): void {
    this.values ??= new ValueHash()
    const hash = this.values.of(value)
    this.add(0, hash, mix(hash), 1)
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    const a = mix(this.high ^ this.count)
    const b = mix(this.low ^ a)
    return hex(a ^ b) + hex(b)
  }
}

/**
 * One digest of many runs, whatever the order in which they are added: each (key, digest) pair is mixed, and the
 * mixtures are summed. Partial sums of disjoint sets merge by {@link DigestSum.merge}.
 */
export class DigestSum {
  private high = 0
  private low = 0

  add(key: string, digest: string): void {
    const mixed = new TraceHash()
    mixed.addText(key)
    mixed.addText(digest)
    this.merge(mixed.digest())
  }

  /** Adds another sum's digest. */
  merge(digest: string): void {
    this.high = (this.high + Number.parseInt(digest.slice(0, 8), 16)) | 0
    this.low = (this.low + Number.parseInt(digest.slice(8), 16)) | 0
  }

  digest(): string {
    return hex(this.high) + hex(this.low)
  }
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
