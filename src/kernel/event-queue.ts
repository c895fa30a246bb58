import { listCapacity, SortedList } from './sorted-list.ts'
import type { Micros } from './time.ts'

const digitBits = 5
const digitMask = 31
const levels = 6
/** 2³⁰ µs, 17.9 virtual minutes: how far ahead of its base the wheel can reach. */
const horizon = 1_073_741_824
const buckets = levels << digitBits
/** Buckets without entries, and room for some slots. */
const emptyWheel = new Int32Array((buckets + 64) << 1).map((_, word) => (word & 1 ? word - 1 : 0))
/** So many entries of a bucket are looked through where they are; more are spread over the buckets below. */
const few = 4

/**
 * The pending events, popped in the order of (time, sequence of their push): a sorted list as long as there have only
 * been few at a time, and then a wheel, which takes constant time.
 *
 * A hierarchical timing wheel (Varghese & Lauck, SOSP 1987, scheme 7): an entry waits on the level of the highest
 * base-32 digit in which its time differs from the cursor, in that digit's bucket; when the cursor enters the bucket,
 * its entries move to the levels below. Each bucket is a list in the order of arrival, and whatever is put straight
 * into a lower level was pushed later, so ties keep their order without a number to compare; pushing and popping
 * take constant time, whatever the number of entries. Those beyond the wheel's horizon wait in an unordered list.
 *
 * An entry is a slot, a number of the caller's own that is pending at most once; the wheel is as long as the
 * largest, so that nothing is allocated for an event.
 */
export class EventQueue {
  /** The time of the entry that was popped last, µs. */
  time: Micros = 0
  /** The entries, as long as there have only been few at a time; then `null`, and they are on the wheel. */
  private list: SortedList | null = new SortedList()
  /**
   * Two words for each bucket, then for each slot: the word that the next entry of the bucket begins at; and the word
   * that the bucket's last entry begins at (its own when it is empty), or the slot's time, relative to the base.
   */
  private words = new Int32Array(emptyWheel)
  /** Which buckets of a level have entries, a bit each. */
  private readonly occupied = new Int32Array(levels)
  private base: Micros = 0
  /** How far ahead of its base the wheel takes entries: not at all as long as they are in the list. */
  private reach = 0
  /** The instant, relative to the base, that the buckets are laid out from; no entry is earlier. */
  private cursor = 0
  /** The latest time looked forward to, relative to the base: a push before it turns back the wheel. */
  private reached = 0
  /** The first entry, once it has been taken off its bucket but was not due; −1 otherwise. */
  private first = -1
  private readonly farTimes: Micros[] = []
  private readonly farSlots: number[] = []

  /** How many entries are pending; for inspection, not for the hot path. */
  get size(): number {
    return this.pending().length
  }

  /** Adds `slot` at a time not before the last popped one. */
  push(time: Micros, slot: number): void {
    const offset = time - this.base
    if (offset >= this.reached && offset < this.reach) {
      const word = (buckets + slot) << 1
      if (word >= this.words.length) this.grow(word)
      this.words[word + 1] = offset
      this.insert(word, offset)
    } else this.pushOutOfSight(time, slot)
  }

  /** The time of the next entry, µs; `Infinity` when nothing is pending. */
  nextTime(): Micros {
    if (this.list !== null) return this.list.nextTime()
    if (this.first < 0) this.first = this.seek()
    return this.first < 0 ? Number.POSITIVE_INFINITY : this.base + this.reached
  }

  /** Takes the next entry that is due by `limit`, µs, and returns its slot; −1 when none is. Its time is `time` then. */
  pop(limit: Micros = Number.POSITIVE_INFINITY): number {
    if (this.list !== null) return this.popFew(this.list, limit)
    const slot = this.first < 0 ? this.seek() : this.first
    if (slot < 0) return -1
    const time = this.base + this.reached
    if (time > limit) {
      this.first = slot
      return -1
    }
    this.first = -1
    this.time = time
    return slot
  }

  /** The pending slots in the order in which they would be popped; for inspection, not for the hot path. */
  pending(): { time: Micros; slot: number }[] {
    if (this.list !== null) return this.list.pending()
    const { words, farTimes, farSlots } = this
    const pending: { time: Micros; slot: number }[] = []
    if (this.first >= 0) pending.push({ time: this.base + this.reached, slot: this.first })
    for (let bucket = 0; bucket < buckets; bucket++)
      for (let word = bucket << 1; word !== words[(bucket << 1) + 1]; ) {
        word = words[word]!
        pending.push({ time: this.base + words[word + 1]!, slot: (word >> 1) - buckets })
      }
    for (const [index, time] of farTimes.entries()) pending.push({ time, slot: farSlots[index]! })
    // Sorting is stable, so that those of one time stay in the order of their push.
    return pending.sort((a, b) => a.time - b.time)
  }

  private popFew(list: SortedList, limit: Micros): number {
    const time = list.nextTime()
    const slot = time > limit ? -1 : list.pop()
    if (slot >= 0) this.time = time
    return slot
  }

  /** Puts the entry that begins at a word last into its bucket. */
  private insert(word: number, offset: number): void {
    const { words } = this
    // ⌊the highest bit that differs / 5⌋
    const level = ((31 - Math.clz32((offset ^ this.cursor) | 1)) * 13) >> 6
    const digit = (offset >> (level * digitBits)) & digitMask
    const bucket = ((level << digitBits) | digit) << 1
    words[words[bucket + 1]!] = word
    words[bucket + 1] = word
    this.occupied[level]! |= 1 << digit
  }

  /** Takes the first entry off its bucket and returns its slot; −1 when there is none. */
  private seek(): number {
    const { occupied, words } = this
    for (;;) {
      let level = 0
      while (level < levels && occupied[level] === 0) level++
      if (level === levels) {
        if (this.farTimes.length === 0) return -1
        this.rebase(Number.POSITIVE_INFINITY)
        // Anew, as the wheel may have grown.
        return this.seek()
      }
      const digits = occupied[level]!
      const bucket = ((level << digitBits) | (31 - Math.clz32(digits & -digits))) << 1
      const last = words[bucket + 1]!
      let word = words[bucket]!
      let earliest = words[word + 1]!
      let before = bucket
      if (level > 0)
        for (let seen = 1; seen < few && word !== last; seen++) {
          const following = words[word]!
          const offset = words[following + 1]!
          if (offset < earliest) {
            earliest = offset
            before = word
          }
          word = following
        }
      if (level === 0 || word === last) {
        const taken = words[before]!
        if (taken !== last) words[before] = words[taken]!
        else {
          words[bucket + 1] = before
          if (before === bucket) occupied[level] = digits & (digits - 1)
        }
        this.reached = earliest
        return (taken >> 1) - buckets
      }
      this.spread(bucket, level)
    }
  }

  /** Enters a bucket: its entries move to the levels below. */
  private spread(bucket: number, level: number): void {
    const { words } = this
    const last = words[bucket + 1]!
    let word = words[bucket]!
    const shift = level * digitBits
    this.cursor = (words[word + 1]! >> shift) << shift
    words[bucket + 1] = bucket
    this.occupied[level]! &= this.occupied[level]! - 1
    for (;;) {
      const following = words[word]!
      this.insert(word, words[word + 1]!)
      if (word === last) return
      word = following
    }
  }

  /** Adds what the wheel does not take: few entries, those that are far ahead, and those before what was looked forward to. */
  private pushOutOfSight(time: Micros, slot: number): void {
    const { list } = this
    if (list !== null && list.size < listCapacity) list.push(time, slot)
    else if (list !== null) {
      this.beWheel(list)
      this.push(time, slot)
    } else if (time - this.base >= horizon) {
      this.farTimes.push(time)
      this.farSlots.push(slot)
    } else {
      this.rebase(time)
      this.push(time, slot)
    }
  }

  private beWheel(list: SortedList): void {
    this.list = null
    this.reach = horizon
    for (const { time, slot } of list.pending()) this.push(time, slot)
  }

  /** Lays the wheel out anew, from the earliest time on (`atMost` included), and lets in what has come within the horizon. */
  private rebase(atMost: Micros): void {
    const pending = this.pending()
    this.words.set(emptyWheel.subarray(0, buckets << 1))
    this.occupied.fill(0)
    this.first = -1
    this.farTimes.length = 0
    this.farSlots.length = 0
    this.base = Math.min(atMost, pending[0]?.time ?? atMost)
    this.cursor = 0
    this.reached = 0
    for (const { time, slot } of pending) this.push(time, slot)
  }

  private grow(word: number): void {
    const words = new Int32Array(Math.max(word + 2, this.words.length * 2))
    words.set(this.words)
    this.words = words
  }
}
