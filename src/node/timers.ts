import type { Micros } from '../kernel/time.ts'

const never = Number.POSITIVE_INFINITY

/** What {@link Timers.expire} found when an entry of the event queue came up. */
export type Expiry = 'due' | 'stale' | Micros

/**
 * The timers of one node. Each has at most one live entry in the event queue: setting a timer later only writes the
 * new deadline, and the entry, when it comes up, moves on to it; setting it earlier leaves the old entry behind as
 * stale. Deadlines are in the node's own time, queue entries in true time.
 */
export class Timers {
  private readonly ids = new Map<string, number>()
  private readonly names: string[] = []
  private readonly keys: string[] = []
  private readonly deadlines: Micros[] = []
  private readonly queuedAt: Micros[] = []
  private readonly generations: number[] = []
  private readonly free: number[] = []

  /** The timer of that name and key ('' for none). */
  id(name: string, key: string): number {
    return this.find(name, key) ?? this.open(name, key)
  }

  /** Sets the deadline; true when the caller has to put a new entry, for true time `at`, into the event queue. */
  set(id: number, deadline: Micros, at: Micros): boolean {
    this.deadlines[id] = deadline
    if (this.queuedAt[id]! <= at) return false
    this.queuedAt[id] = at
    this.generations[id]!++
    return true
  }

  cancel(name: string, key: string): void {
    const id = this.find(name, key)
    if (id !== undefined) this.deadlines[id] = never
  }

  generation(id: number): number {
    return this.generations[id]!
  }

  name(id: number): string {
    return this.names[id]!
  }

  key(id: number): string {
    return this.keys[id]!
  }

  /** The queue entry of that generation has come up: is the timer due, or when (in local time) is it? */
  expire(id: number, generation: number, localNow: Micros): Expiry {
    if (this.generations[id] !== generation) return 'stale'
    this.queuedAt[id] = never
    const deadline = this.deadlines[id]!
    if (deadline > localNow) {
      if (deadline !== never) return deadline
      this.release(id)
      return 'stale'
    }
    this.deadlines[id] = never
    return 'due'
  }

  /** After a timer has fired: forgets it if it had a key and was not set again. */
  release(id: number): void {
    if (this.keys[id] === '' || this.deadlines[id] !== never || this.queuedAt[id] !== never) return
    const label = labelOf(this.names[id]!, this.keys[id]!)
    // One forgotten before may share its label with the timer that has it now.
    if (this.ids.get(label) !== id) return
    this.ids.delete(label)
    this.free.push(id)
  }

  /** The set timers, for when the clock has changed under them and all entries must be computed anew. */
  armed(): { id: number; deadline: Micros }[] {
    const armed: { id: number; deadline: Micros }[] = []
    for (const [id, deadline] of this.deadlines.entries())
      if (deadline !== never) armed.push({ id, deadline })
    return armed
  }

  /** Forgets the queue entry of a timer, so that the next {@link Timers.set} makes a new one. */
  unqueue(id: number): void {
    this.queuedAt[id] = never
    this.generations[id]!++
  }

  /** A crash: no timer is set, and every entry in the queue is stale. */
  clear(): void {
    for (const id of this.deadlines.keys()) {
      this.deadlines[id] = never
      this.unqueue(id)
      this.release(id)
    }
  }

  private find(name: string, key: string): number | undefined {
    // Most nodes have a few timers without keys, which are found sooner one by one than by a hash.
    if (key === '') {
      const { names, keys } = this
      const few = names.length < 8 ? names.length : 8
      for (let id = 0; id < few; id++) if (names[id] === name && keys[id] === '') return id
    }
    return this.ids.get(labelOf(name, key))
  }

  private open(name: string, key: string): number {
    const id = this.free.pop() ?? this.names.length
    this.ids.set(labelOf(name, key), id)
    this.names[id] = name
    this.keys[id] = key
    this.deadlines[id] = never
    this.queuedAt[id] = never
    // A slot used before keeps counting, so that entries of its former timer stay stale.
    this.generations[id] ??= 0
    return id
  }
}

function labelOf(name: string, key: string): string {
  return key === '' ? name : `${name}\n${key}`
}
