import { listCapacity, SortedList } from './sorted-list.ts'
import type { Micros } from './time.ts'

/** Words of an entry: two that the queue keeps its order in, and those of whoever has it. */
const entryWords = 7
/** The first of an entry's words that are not the queue's own. */
export const ownWords = 2

const digitBits = 8
const digitMask = 255
/** 2³⁰ µs, 17.9 virtual minutes: how far ahead of its base the wheel can reach. */
const horizon = 1_073_741_824
/** The buckets, 256 for each of four levels, are 32 groups of 32; a level is eight of them. */
const groupBits = 5
const levelBits = 3
/** Where the buckets begin, behind a word for each group. */
const firstBucket = 32
/** Where the entries begin, behind two words for each bucket. */
const firstEntry = firstBucket + 2 * 32 * 32
/** Groups and buckets without entries, and room for some entries. */
const emptyWheel = new Int32Array(firstEntry + 64 * entryWords).map((_, word) =>
  (word & 1) === 1 && word > firstBucket && word < firstEntry ? word - 1 : 0,
)
/** So many entries of a bucket are looked through where they are; more are spread over the buckets below. */
const few = 4

/**
 * The pending events, popped in the order of (time, sequence of their push): a sorted list as long as there have only
 * been few at a time, and then a wheel, which takes constant time.
 *
 * A hierarchical timing wheel (Varghese & Lauck, SOSP 1987, scheme 7): an entry waits on the level of the highest
 * base-256 digit in which its time differs from the cursor, in that digit's bucket; when the cursor enters the bucket,
 * its entries move to the levels below. Each bucket is a list in the order of arrival, and whatever is put straight
 * into a lower level was pushed later, so ties keep their order without a number to compare; pushing and popping
 * take constant time, whatever the number of entries. Those beyond the wheel's horizon wait in an unordered list.
 *
 * An entry is a few words in the queue's one column, known by where it begins there: opened, pushed, popped (and pushed
 * again, if need be) and at last closed, so that nothing is allocated for an event.
 */
export class EventQueue {
  /** The time of the entry that was popped last, µs. */
  time: Micros = 0
  /**
   * Which buckets of each group have entries, a bit each; two words for each bucket; and then the entries. Buckets and
   * entries both begin with the place of the bucket's next entry; then comes that of the bucket's last entry (its own
   * when it is empty), or the entry's time, relative to the base. What follows in an entry is its owner's. Another column
   * takes the place of this one when it is full.
   */
  words = new Int32Array(emptyWheel)
  /** The entries, as long as there have only been few at a time; then `null`, and they are on the wheel. */
  private list: SortedList | null = new SortedList()
  /** The closed entries, chained by their first words; 0 when there are none. */
  private closed = 0
  /** Where the first entry begins that was never opened. */
  private unused = firstEntry
  /** Which groups of buckets have entries, a bit each, the lowest level first. */
  private groups = 0
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
  private readonly farEntries: number[] = []

  /** How many entries are pending; for inspection, not for the hot path. */
  get size(): number {
    return this.pending().length
  }

  /** An entry that is not pending yet. */
  open(): number {
    const entry = this.closed
    if (entry === 0) return this.openNew()
    this.closed = this.words[entry]!
    return entry
  }

  /** Gives back an entry that is not pending. */
  close(entry: number): void {
    this.words[entry] = this.closed
    this.closed = entry
  }

  /** Counts entries from 1. */
  number(entry: number): number {
    return ((entry - firstEntry) / entryWords + 1) | 0
  }

  /** All entries that have been opened, closed ones too. */
  opened(): number[] {
    const opened: number[] = []
    for (let entry = firstEntry; entry < this.unused; entry += entryWords) opened.push(entry)
    return opened
  }

  /** Adds an open entry at a time not before the last popped one. */
  push(time: Micros, entry: number): void {
    const offset = time - this.base
    if (offset >= this.reached && offset < this.reach) {
      this.words[entry + 1] = offset
      this.insert(entry, offset)
    } else this.pushOutOfSight(time, entry)
  }

  /** The time of the next entry, µs; `Infinity` when nothing is pending. */
  nextTime(): Micros {
    if (this.list !== null) return this.list.nextTime()
    if (this.first < 0) this.first = this.seek()
    return this.first < 0 ? Number.POSITIVE_INFINITY : this.base + this.reached
  }

  /** Takes the next entry that is due by `limit`, µs; −1 when none is. Its time is `time` then. */
  pop(limit: Micros = Number.POSITIVE_INFINITY): number {
    if (this.list !== null) return this.popFew(this.list, limit)
    const entry = this.first < 0 ? this.seek() : this.first
    if (entry < 0) return -1
    const time = this.base + this.reached
    if (time > limit) {
      this.first = entry
      return -1
    }
    this.first = -1
    this.time = time
    return entry
  }

  /** The pending entries in the order in which they would be popped; for inspection, not for the hot path. */
  pending(): { time: Micros; entry: number }[] {
    if (this.list !== null) return this.list.pending()
    const { words, farTimes, farEntries } = this
    const pending: { time: Micros; entry: number }[] = []
    if (this.first >= 0) pending.push({ time: this.base + this.reached, entry: this.first })
    for (let bucket = firstBucket; bucket < firstEntry; bucket += 2)
      for (let at = bucket; at !== words[bucket + 1]; ) {
        at = words[at]!
        pending.push({ time: this.base + words[at + 1]!, entry: at })
      }
    for (const [index, time] of farTimes.entries()) pending.push({ time, entry: farEntries[index]! })
    // Sorting is stable, so that those of one time stay in the order of their push.
    return pending.sort((a, b) => a.time - b.time)
  }

  private openNew(): number {
    const entry = this.unused
    this.unused = entry + entryWords
    if (this.unused > this.words.length) {
      const words = new Int32Array(this.words.length * 2 - firstEntry)
      words.set(this.words)
      this.words = words
    }
    return entry
  }

  private popFew(list: SortedList, limit: Micros): number {
    const time = list.nextTime()
    const entry = time > limit ? -1 : list.pop()
    if (entry >= 0) this.time = time
    return entry
  }

  /** Puts an entry last into its bucket. */
  private insert(entry: number, offset: number): void {
    const { words } = this
    // ⌊the highest bit that differs / 8⌋
    const level = (31 - Math.clz32((offset ^ this.cursor) | 1)) >> 3
    const number = (level << digitBits) | ((offset >> (level << 3)) & digitMask)
    const bucket = firstBucket + (number << 1)
    words[words[bucket + 1]!] = entry
    words[bucket + 1] = entry
    const group = number >> groupBits
    // The lowest five bits say how far to shift.
    words[group]! |= 1 << number
    this.groups |= 1 << group
  }

  /** Takes the first entry off its bucket; −1 when there is none. */
  private seek(): number {
    const { words, groups } = this
    if (groups === 0) return this.seekFar()
    const group = 31 - Math.clz32(groups & -groups)
    const digits = words[group]!
    const number = (group << groupBits) + 31 - Math.clz32(digits & -digits)
    const bucket = firstBucket + (number << 1)
    const last = words[bucket + 1]!
    let at = words[bucket]!
    let earliest = words[at + 1]!
    let before = bucket
    // On the lowest level all are due at the same time.
    if (group >> levelBits > 0) {
      for (let seen = 1; seen < few && at !== last; seen++) {
        const following = words[at]!
        const offset = words[following + 1]!
        if (offset < earliest) {
          earliest = offset
          before = at
        }
        at = following
      }
      if (at !== last) {
        this.spread(bucket, group)
        return this.seek()
      }
    }
    const taken = words[before]!
    if (taken !== last) words[before] = words[taken]!
    else {
      words[bucket + 1] = before
      if (before === bucket) this.empty(group)
    }
    this.reached = earliest
    return taken
  }

  /** The same when only far entries are left. */
  private seekFar(): number {
    if (this.farTimes.length === 0) return -1
    this.rebase(Number.POSITIVE_INFINITY)
    return this.seek()
  }

  /** The first bucket that had entries, in a group, has none any more. */
  private empty(group: number): void {
    const { words } = this
    const digits = words[group]!
    const rest = digits & (digits - 1)
    words[group] = rest
    if (rest === 0) this.groups &= this.groups - 1
  }

  /** Enters the first bucket that has entries: they move to the levels below. */
  private spread(bucket: number, group: number): void {
    const { words } = this
    const last = words[bucket + 1]!
    let at = words[bucket]!
    const shift = (group >> levelBits) * digitBits
    this.cursor = (words[at + 1]! >> shift) << shift
    words[bucket + 1] = bucket
    this.empty(group)
    for (;;) {
      const following = words[at]!
      this.insert(at, words[at + 1]!)
      if (at === last) return
      at = following
    }
  }

  /** Adds what the wheel does not take: few entries, those that are far ahead, and those before what was looked forward to. */
  private pushOutOfSight(time: Micros, entry: number): void {
    const { list } = this
    if (list !== null && list.size < listCapacity) list.push(time, entry)
    else if (list !== null) {
      this.beWheel(list)
      this.push(time, entry)
    } else if (time - this.base >= horizon) {
      this.farTimes.push(time)
      this.farEntries.push(entry)
    } else {
      this.rebase(time)
      this.push(time, entry)
    }
  }

  private beWheel(list: SortedList): void {
    this.list = null
    this.reach = horizon
    for (let time = list.nextTime(); list.size > 0; time = list.nextTime()) this.push(time, list.pop())
  }

  /** Lays the wheel out anew, from the earliest time on (`atMost` included), and lets in what has come within the horizon. */
  private rebase(atMost: Micros): void {
    const pending = this.pending()
    this.words.set(emptyWheel.subarray(0, firstEntry))
    this.groups = 0
    this.first = -1
    this.farTimes.length = 0
    this.farEntries.length = 0
    this.base = Math.min(atMost, pending[0]?.time ?? atMost)
    this.cursor = 0
    this.reached = 0
    for (const { time, entry } of pending) this.push(time, entry)
  }
}
