import type { Micros } from './time.ts'

/** How many entries it takes. */
export const listCapacity = 12
/** Room for as many, and for pops before the entries are moved back to the beginning. */
const room = 64

/** A list of few entries in the order of (time, push): who pushes looks through it from its end. */
export class SortedList {
  private readonly times = new Float64Array(room)
  private readonly entries = new Int32Array(room)
  private head = 0
  private end = 0

  get size(): number {
    return this.end - this.head
  }

  push(time: Micros, entry: number): void {
    if (this.end === room) this.moveBack()
    const { times, entries, head } = this
    let at = this.end
    this.end = at + 1
    for (; at > head && times[at - 1]! > time; at--) {
      times[at] = times[at - 1]!
      entries[at] = entries[at - 1]!
    }
    times[at] = time
    entries[at] = entry
  }

  /** The time of the first entry, µs; `Infinity` when there is none. */
  nextTime(): Micros {
    const { head } = this
    if (head === this.end) return Number.POSITIVE_INFINITY
    const time = this.times[head]!
    // As a word where it is one: what comes out of a column of doubles engines keep on the heap, and so all that comes of it.
    return (time | 0) === time ? time | 0 : time
  }

  /** Takes the first entry and returns it; −1 when there is none. */
  pop(): number {
    const { head } = this
    if (head === this.end) return -1
    this.head = head + 1
    return this.entries[head]!
  }

  /** The entries in their order. */
  pending(): { time: Micros; entry: number }[] {
    const { times, entries, head } = this
    return Array.from({ length: this.size }, (_, at) => ({
      time: times[head + at]!,
      entry: entries[head + at]!,
    }))
  }

  private moveBack(): void {
    this.times.copyWithin(0, this.head, this.end)
    this.entries.copyWithin(0, this.head, this.end)
    this.end -= this.head
    this.head = 0
  }
}
