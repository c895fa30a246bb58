import { hashText } from '../kernel/text-hash.ts'
import type { Micros } from '../kernel/time.ts'

/** What {@link Timers.expire} found when an entry of the event queue came up. */
export type Expiry = 'due' | 'stale' | Micros

/** So many timers are looked through before a hash is asked. */
const few = 8

/** A timer, set or not; `null` stands for no time, as whole numbers are kept apart from those that are none. */
class Timer {
  name: string
  /** The hash of the name. */
  hash: number
  key: string
  /** The two in one. */
  label: string
  /** When it is due, in the node's own time; `null` when it is not set. */
  deadline: Micros | null = null
  /** The true time of its live entry in the event queue; `null` when it has none. */
  queuedAt: Micros | null = null
  /** Counts its entries, so that the live one is known. */
  generation = 0

  constructor(name: string, key: string, label: string) {
    this.name = name
    this.hash = hashText(name)
    this.key = key
    this.label = label
  }
}

/**
 * The timers of one node. Each has at most one live entry in the event queue: setting a timer later only writes the
 * new deadline, and the entry, when it comes up, moves on to it; setting it earlier leaves the old entry behind as
 * stale. Deadlines are in the node's own time, queue entries in true time.
 */
export class Timers {
  private readonly all: Timer[] = []
  private readonly ids = new Map<string, number>()
  private readonly free: number[] = []

  /** The timer of that name and key ('' for none). */
  id(name: string, key: string): number {
    const label = labelOf(name, key)
    return this.find(label, key) ?? this.open(name, key, label)
  }

  /** Sets the deadline; true when the caller has to put a new entry, for true time `at`, into the event queue. */
  set(id: number, deadline: Micros, at: Micros): boolean {
    const timer = this.all[id]!
    timer.deadline = deadline
    if (timer.queuedAt !== null && timer.queuedAt <= at) return false
    timer.queuedAt = at
    timer.generation++
    return true
  }

  cancel(name: string, key: string): void {
    const id = this.find(labelOf(name, key), key)
    if (id !== undefined) this.all[id]!.deadline = null
  }

  generation(id: number): number {
    return this.all[id]!.generation
  }

  name(id: number): string {
    return this.all[id]!.name
  }

  /** The hash of its name. */
  hash(id: number): number {
    return this.all[id]!.hash
  }

  key(id: number): string {
    return this.all[id]!.key
  }

  /** The queue entry of that generation has come up: is the timer due, or when (in local time) is it? */
  expire(id: number, generation: number, localNow: Micros): Expiry {
    const timer = this.all[id]!
    if (timer.generation !== generation) return 'stale'
    timer.queuedAt = null
    const { deadline } = timer
    if (deadline === null) {
      this.release(id)
      return 'stale'
    }
    if (deadline > localNow) return deadline
    timer.deadline = null
    return 'due'
  }

  /** After a timer has fired: forgets it if it had a key and was not set again. */
  release(id: number): void {
    const { key, label, deadline, queuedAt } = this.all[id]!
    if (key === '' || deadline !== null || queuedAt !== null) return
    // One forgotten before may share its label with the timer that has it now.
    if (this.ids.get(label) !== id) return
    this.ids.delete(label)
    this.free.push(id)
  }

  /** The set timers, for when the clock has changed under them and all entries must be computed anew. */
  armed(): { id: number; deadline: Micros }[] {
    const armed: { id: number; deadline: Micros }[] = []
    for (const [id, { deadline }] of this.all.entries()) if (deadline !== null) armed.push({ id, deadline })
    return armed
  }

  /** Forgets the queue entry of a timer, so that the next {@link Timers.set} makes a new one. */
  unqueue(id: number): void {
    const timer = this.all[id]!
    timer.queuedAt = null
    timer.generation++
  }

  /** A crash: no timer is set, and every entry in the queue is stale. */
  clear(): void {
    for (const [id, timer] of this.all.entries()) {
      timer.deadline = null
      this.unqueue(id)
      this.release(id)
    }
  }

  private find(label: string, key: string): number | undefined {
    // Most nodes have a few timers without keys, which are found sooner one by one than by a hash.
    if (key === '') {
      const { all } = this
      for (let id = 0; id < few && id < all.length; id++) {
        const timer = all[id]!
        if (timer.label === label && timer.key === '') return id
      }
    }
    return this.ids.get(label)
  }

  private open(name: string, key: string, label: string): number {
    const used = this.free.pop()
    const id = used ?? this.all.length
    this.ids.set(label, id)
    if (used === undefined) this.all.push(new Timer(name, key, label))
    else {
      // It keeps counting, so that entries of its former timer stay stale.
      const timer = this.all[used]!
      timer.name = name
      timer.hash = hashText(name)
      timer.key = key
      timer.label = label
    }
    return id
  }
}

function labelOf(name: string, key: string): string {
  return key === '' ? name : `${name}\n${key}`
}
