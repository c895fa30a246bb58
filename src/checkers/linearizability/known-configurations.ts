/** Which slots of a configuration hold which kind of operation, as bit sets of 32 a word. */
export interface SlotMasks {
  /** Returned updates that do not simply overwrite. */
  readonly strict: Int32Array
  readonly reads: Int32Array
  /** Returned updates that overwrite. */
  readonly overwriting: Int32Array
  readonly optional: Int32Array
}

/** What is remembered of a configuration. */
export interface Comparable {
  readonly event: number
  readonly state: number
  readonly done: Int32Array
  readonly hideable: Int32Array
  readonly masks: SlotMasks
}

const NEXT = 0
const HASH = 1
const EVENT = 2
const STATE = 3
const BITS = 4

/**
 * The configurations a search has been in, without those that another one makes superfluous.
 *
 * A configuration is what Lowe (2017, §3–4) calls one: how far the returns have been followed, the state, and which
 * of the operations under way have been linearized. Configurations are compared bit by bit; their hash only
 * finds the place to look.
 *
 * One configuration *dominates* another at the same return, in the same state, if every way to finish from the
 * second is one from the first too:
 * - it has linearized the same strict updates, and at least the same reads (leave the others out of the way to
 *   finish: they change nothing);
 * - it has used no optional operation that the second has not (they need never happen);
 * - of the overwriting operations it has used none that the second has not, and those it lacks it can hide:
 *   what is written immediately before another overwrite is seen by nobody.
 * The mapped way to finish is never longer, so dropping dominated configurations loses no verdict: of all the
 * configurations kept, the one with the shortest way to finish has a successor with a shorter one.
 */
export class KnownConfigurations {
  private readonly words: number
  private readonly stride: number
  private rows: Int32Array
  private buckets: Int32Array
  private used = 0
  private count = 0

  constructor(words: number) {
    this.words = words
    this.stride = BITS + 2 * words
    this.rows = new Int32Array(32 * this.stride)
    this.buckets = new Int32Array(64).fill(-1)
  }

  /** Remembers a configuration; false if one that dominates it is known already. */
  admit(configuration: Comparable): boolean {
    const { event, state, done, masks } = configuration
    const { words } = this
    let hash = Math.imul(event, 0x9e3779b1) ^ Math.imul(state + 1, 0x85ebca6b)
    for (let w = 0; w < words; w++) hash = Math.imul(hash ^ (done[w]! & masks.strict[w]!), 0xc2b2ae35)
    hash ^= hash >>> 15
    const bucket = hash & (this.buckets.length - 1)
    const { rows } = this
    let previous = -1
    let row = this.buckets[bucket]!
    while (row >= 0) {
      const next = rows[row + NEXT]!
      if (rows[row + HASH] === hash && rows[row + EVENT] === event && rows[row + STATE] === state) {
        const relation = this.compare(row, configuration)
        if (relation > 0) return false
        if (relation < 0) {
          if (previous < 0) this.buckets[bucket] = next
          else rows[previous + NEXT] = next
          this.count--
          row = next
          continue
        }
      }
      previous = row
      row = next
    }
    this.insert(hash, configuration)
    return true
  }

  /** 1 if the configuration in `row` dominates the given one, −1 if it is dominated by it, 0 if neither. */
  private compare(row: number, { done, hideable, masks }: Comparable): -1 | 0 | 1 {
    const { rows, words } = this
    let above = true
    let below = true
    for (let w = 0; w < words; w++) {
      const a = rows[row + BITS + w]!
      const b = done[w]!
      if (((a ^ b) & masks.strict[w]!) !== 0) return 0
      const aHides = rows[row + BITS + words + w]!
      const bHides = hideable[w]!
      const reads = masks.reads[w]!
      const overwriting = masks.overwriting[w]!
      const sparing = overwriting | masks.optional[w]!
      const onlyA = a & ~b
      const onlyB = b & ~a
      if (((onlyB & reads) | (onlyA & sparing) | (onlyB & ~aHides & overwriting) | (bHides & ~aHides)) !== 0)
        above = false
      if (((onlyA & reads) | (onlyB & sparing) | (onlyA & ~bHides & overwriting) | (aHides & ~bHides)) !== 0)
        below = false
      if (!above && !below) return 0
    }
    return above ? 1 : -1
  }

  private insert(hash: number, { event, state, done, hideable }: Comparable): void {
    const { stride, words } = this
    const row = this.used
    if (row + stride > this.rows.length) this.rows = larger(this.rows)
    if (++this.count > this.buckets.length) this.spread()
    const { rows } = this
    rows[row + HASH] = hash
    rows[row + EVENT] = event
    rows[row + STATE] = state
    for (let w = 0; w < words; w++) {
      rows[row + BITS + w] = done[w]!
      rows[row + BITS + words + w] = hideable[w]!
    }
    this.link(row)
    this.used = row + stride
  }

  private link(row: number): void {
    const bucket = this.rows[row + HASH]! & (this.buckets.length - 1)
    this.rows[row + NEXT] = this.buckets[bucket]!
    this.buckets[bucket] = row
  }

  private spread(): void {
    const old = this.buckets
    this.buckets = new Int32Array(old.length * 4).fill(-1)
    for (const head of old) {
      let row = head
      while (row >= 0) {
        const next = this.rows[row + NEXT]!
        this.link(row)
        row = next
      }
    }
  }
}

function larger(array: Int32Array): Int32Array {
  const grown = new Int32Array(array.length * 2)
  grown.set(array)
  return grown
}
