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

  /** Takes in the header of one event: its time in µs and three 32-bit words. */
  add(time: number, a: number, b: number, c: number): void {
    // Most runs end within the first 71 minutes.
    const late = time < 4_294_967_296 ? 0 : (time / 4_294_967_296) | 0
    let high = this.high ^ Math.imul(time | 0, 0xcc9e2d51)
    let low = this.low ^ Math.imul(a + late, 0x1b873593)
    high = Math.imul((high << 13) | (high >>> 19), 5) + Math.imul(b, 0x85ebca6b)
    low = Math.imul((low << 15) | (low >>> 17), 5) + Math.imul(c, 0xc2b2ae35)
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
    const hash = hashValue(value, 0x811c9dc5)
    this.add(0, hash, finish(hash), 1)
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    const a = finish(this.high ^ this.count)
    const b = finish(this.low ^ a)
    return hex(a ^ b) + hex(b)
  }
}

/** A 32-bit hash of a text (FNV-1a over UTF-16 units, finished as MurmurHash3). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return finish(hash)
}

// What stands before the parts of a value, so that no two kinds of it look alike.
const marks = { missing: 1, no: 2, yes: 3, integer: 4, fraction: 5, text: 6, list: 7, record: 8 }
const doubleWords = new DataView(new ArrayBuffer(8))

function hashValue(value: unknown, hash: number): number {
  switch (typeof value) {
    case 'number': {
      if ((value | 0) === value) return mixed(mixed(hash, marks.integer), value)
      // As JSON has it; and the bits of a NaN are the engine's own affair.
      if (!Number.isFinite(value)) return mixed(hash, marks.missing)
      doubleWords.setFloat64(0, value)
      return mixed(mixed(mixed(hash, marks.fraction), doubleWords.getInt32(0)), doubleWords.getInt32(4))
    }
    case 'string':
      return hashUnits(value, mixed(hash, marks.text))
    case 'boolean':
      return mixed(hash, value ? marks.yes : marks.no)
    case 'object':
      return value === null ? mixed(hash, marks.missing) : hashParts(value, hash)
    default:
      return mixed(hash, marks.missing)
  }
}

function hashParts(value: object, hash: number): number {
  if (Array.isArray(value)) {
    hash = mixed(mixed(hash, marks.list), value.length)
    for (const part of value as readonly unknown[]) hash = hashValue(part, hash)
    return hash
  }
  hash = mixed(hash, marks.record)
  const fields = value as Readonly<Record<string, unknown>>
  for (const name in fields) {
    const part = fields[name]
    if (part !== undefined && typeof part !== 'function') hash = hashValue(part, hashUnits(name, hash))
  }
  return mixed(hash, marks.record)
}

function hashUnits(text: string, hash: number): number {
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mixed(hash, text.length)
}

function mixed(hash: number, word: number): number {
  const turned = Math.imul(hash ^ Math.imul(word, 0xcc9e2d51), 0x1b873593)
  return (turned << 13) | (turned >>> 19)
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

function finish(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0')
}
