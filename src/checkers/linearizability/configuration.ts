import type { SlotMasks } from './known-configurations.ts'
import type { StateSpace } from './state-space.ts'
import { OPTIONAL, OVERWRITES, READ, type Timeline } from './timeline.ts'

/**
 * Where a search stands: the return it waits for, the state, and which of the operations under way are
 * linearized. An operation under way has a slot, free again once it returned; sets of slots are bit sets.
 *
 * It is kept in normal form: reads are linearized as soon as the state allows, and returns of linearized
 * operations are followed, so that the awaited operation is never linearized.
 */
export class Configuration<State, Input, Output> {
  readonly words: number
  /** The return waited for, as its number in the order of returns. */
  event = 0
  state: number
  /** Slots of linearized operations. */
  readonly done: Int32Array
  /**
   * Slots of returned overwriting operations that are not linearized, but during which another one was: they can
   * be said to have come immediately before that one, unseen.
   */
  readonly hideable: Int32Array
  readonly masks: SlotMasks
  /** The operation in each slot. */
  readonly operationAt: Int32Array
  readonly slotOf: Int32Array
  /** How many reads the last update made possible. */
  readsSeen = 0

  private readonly timeline: Timeline<Input, Output>
  private readonly space: StateSpace<State, Input, Output>
  private readonly order: number[] | undefined
  private lastOverwrite = 0

  /** `order`, if given, is where the linearization is written down. */
  constructor(timeline: Timeline<Input, Output>, space: StateSpace<State, Input, Output>, order?: number[]) {
    this.timeline = timeline
    this.space = space
    this.order = order
    const { slotOf, slots } = slotsOf(timeline)
    this.slotOf = slotOf
    const words = Math.max(1, (slots + 31) >>> 5)
    this.words = words
    this.operationAt = new Int32Array(words * 32)
    this.done = new Int32Array(words)
    this.hideable = new Int32Array(words)
    this.masks = {
      strict: new Int32Array(words),
      reads: new Int32Array(words),
      overwriting: new Int32Array(words),
      optional: new Int32Array(words),
    }
    this.state = space.initial
    this.invokeUntil(0)
    this.followReturns()
  }

  get complete(): boolean {
    return this.event === this.timeline.returns.length
  }

  /** The operation whose return is waited for. */
  get awaited(): number {
    return this.timeline.returns[this.event]!
  }

  isDone(operation: number): boolean {
    return has(this.done, this.slotOf[operation]!)
  }

  isHideable(operation: number): boolean {
    return has(this.hideable, this.slotOf[operation]!)
  }

  /** Linearizes an update under way, which leads to `state`. */
  linearize(operation: number, state: number): void {
    const { done, hideable, masks, order } = this
    const overwrites = (this.timeline.kinds[operation]! & OVERWRITES) !== 0
    if (order !== undefined) {
      if (overwrites) this.lastOverwrite = order.length
      order.push(operation)
    }
    this.markDone(operation)
    if (overwrites) for (let w = 0; w < this.words; w++) hideable[w] = masks.overwriting[w]! & ~done[w]!
    this.readsSeen = 0
    if (state !== this.state) {
      this.state = state
      this.linearizeReads()
    }
    this.followReturns()
  }

  /** Linearizes a hideable operation where nobody sees it. */
  hide(operation: number): void {
    this.order?.splice(this.lastOverwrite++, 0, operation)
    this.markDone(operation)
    this.followReturns()
  }

  /** Goes back to an earlier configuration, given by its bits (`done`, then `hideable`) in `bits` from `at` on. */
  restore(event: number, state: number, bits: Int32Array, at: number): void {
    while (this.event > event) this.unfollowReturn()
    this.state = state
    const { words, done, hideable } = this
    for (let w = 0; w < words; w++) {
      done[w] = bits[at + w]!
      hideable[w] = bits[at + words + w]!
    }
  }

  private markDone(operation: number): void {
    const slot = this.slotOf[operation]!
    set(this.done, slot)
    clear(this.hideable, slot)
  }

  private linearizeReads(): void {
    const { done, masks } = this
    for (let w = 0; w < this.words; w++) {
      let pending = masks.reads[w]! & ~done[w]!
      while (pending !== 0) {
        const bit = pending & -pending
        pending ^= bit
        this.tryRead(this.operationAt[w * 32 + 31 - Math.clz32(bit)]!)
      }
    }
  }

  private tryRead(operation: number): void {
    if (!this.space.allows(this.state, operation)) return
    set(this.done, this.slotOf[operation]!)
    this.readsSeen++
    this.order?.push(operation)
  }

  private followReturns(): void {
    const { returns, invokedBefore } = this.timeline
    while (this.event < returns.length) {
      const operation = returns[this.event]!
      const slot = this.slotOf[operation]!
      if (!has(this.done, slot)) return
      clear(this.done, slot)
      clear(this.maskOf(operation), slot)
      this.event++
      if (this.event < returns.length) this.invokeUntil(invokedBefore[this.event - 1]!)
    }
  }

  private unfollowReturn(): void {
    const { returns, invokedBefore } = this.timeline
    this.event--
    if (this.event + 1 < returns.length) {
      for (
        let operation = invokedBefore[this.event]!;
        operation < invokedBefore[this.event + 1]!;
        operation++
      ) {
        clear(this.maskOf(operation), this.slotOf[operation]!)
      }
    }
    const operation = returns[this.event]!
    this.operationAt[this.slotOf[operation]!] = operation
    set(this.maskOf(operation), this.slotOf[operation]!)
  }

  /** Puts the operations invoked before the awaited return under way, from the operation `first` on. */
  private invokeUntil(first: number): void {
    const end = this.timeline.invokedBefore[this.event] ?? 0
    for (let operation = first; operation < end; operation++) {
      const slot = this.slotOf[operation]!
      this.operationAt[slot] = operation
      set(this.maskOf(operation), slot)
      if ((this.timeline.kinds[operation]! & READ) !== 0) this.tryRead(operation)
    }
  }

  private maskOf(operation: number): Int32Array {
    const kind = this.timeline.kinds[operation]!
    if ((kind & READ) !== 0) return this.masks.reads
    if ((kind & OPTIONAL) !== 0) return this.masks.optional
    return (kind & OVERWRITES) !== 0 ? this.masks.overwriting : this.masks.strict
  }
}

/** A slot for each operation, unlike those of all others under way with it; few, so that sets of them are short. */
function slotsOf({ operations, returns, invokedBefore }: Timeline<unknown, unknown>) {
  const slotOf = new Int32Array(operations.length)
  const free: number[] = []
  let slots = 0
  let operation = 0
  for (let event = 0; event < returns.length; event++) {
    for (; operation < invokedBefore[event]!; operation++) slotOf[operation] = free.pop() ?? slots++
    free.push(slotOf[returns[event]!]!)
  }
  return { slotOf, slots }
}

function has(slots: Int32Array, slot: number): boolean {
  return (slots[slot >>> 5]! & (1 << slot)) !== 0
}

function set(slots: Int32Array, slot: number): void {
  slots[slot >>> 5]! |= 1 << slot
}

function clear(slots: Int32Array, slot: number): void {
  slots[slot >>> 5]! &= ~(1 << slot)
}
