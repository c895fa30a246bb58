import { Configuration } from './configuration.ts'
import { KnownConfigurations } from './known-configurations.ts'
import type { Model } from './model.ts'
import { StateSpace } from './state-space.ts'
import { OPTIONAL, OVERWRITES, READ, type Timeline } from './timeline.ts'

/** How much longer a check may go on; all searches of one check count the same limits down. */
export interface Limits {
  /** How many more times an operation may be tried as the next one of a linearization. */
  steps: number
  /** Asked now and then; true ends the check. */
  readonly stop?: (() => boolean) | undefined
}

/** What a search has linearized, in order, and the state it led to. */
export interface PartialLinearization<State> {
  /** Places in the timeline. */
  readonly order: readonly number[]
  readonly state: State
  /** Equal for equal states. */
  readonly stateNumber: number
}

/** Collects what led to the configurations that cannot get past a return, one for each state. */
export interface DeadEnds<State> {
  /** The number of the return. */
  readonly at: number
  /** How many are enough. */
  readonly most: number
  readonly found: PartialLinearization<State>[]
}

const STEPS_BETWEEN_STOPS = 1024

// A frame of the stack: a configuration that waits for a return, and how far its successors have been tried.
const EVENT = 0
const STATE = 1
/** What led here from the frame below: an operation, or `~operation` for one that was hidden. */
const MOVE = 2
const TURN = 3
/** The operation tried out of turn because it makes the awaited one possible, or −1. */
const HELPER = 4
const FLAGS = 5
const BITS = 6

// The turns of a frame; from `SLOTS` on, each slot has its turn.
const HIDE = 1
const AWAITED = 0
const HELP = 2
const SLOTS = 3

/** The last move overwrote, nobody saw it, and any overwrite possible now was possible instead of it. */
const UNSEEN = 1
/** The awaited operation could have been hidden before the last move, which would still be possible now. */
const HIDDEN_BEFORE = 2

const NONE = 0x7fffffff

/**
 * The search for a linearization of one timeline: Wing & Gong's (1993), depth first and without recursion, with
 * Lowe's (2017) just-in-time order and memory: nothing is linearized before a return demands it, and
 * configurations that come to the same are explored once. Beyond these,
 * - reads are linearized as soon as the state allows: they change nothing, so that no later step is in their way;
 * - an overwriting operation may be *hidden* just before another overwrite, without deciding when;
 * - of operations under way that are alike, the one that returns first goes first: they could trade places;
 * - configurations that another one dominates are dropped (see `KnownConfigurations`).
 */
export class Search<State, Input, Output> {
  /** The latest return that some configuration has waited for; what `stuck` is about. */
  furthest = 0

  private readonly timeline: Timeline<Input, Output>
  private readonly space: StateSpace<State, Input, Output>
  private readonly configuration: Configuration<State, Input, Output>
  private readonly known: KnownConfigurations
  private readonly stride: number
  private frames: Int32Array
  private depth = 0
  /** How often an operation was tried. */
  private steps = 0
  /** Where the move that `nextMove` found leads. */
  private nextState = 0

  constructor(timeline: Timeline<Input, Output>, model: Model<State, Input, Output>) {
    this.timeline = timeline
    this.space = new StateSpace(timeline, model)
    this.configuration = new Configuration(timeline, this.space)
    this.known = new KnownConfigurations(this.configuration.words)
    this.stride = BITS + 2 * this.configuration.words
    this.frames = new Int32Array(64 * this.stride)
  }

  /**
   * `stuck`: there is no linearization, and none gets past the return number `furthest`; `unknown`: the limits
   * were reached, or enough dead ends found.
   */
  run(limits: Limits, deadEnds?: DeadEnds<State>): 'linearizable' | 'stuck' | 'unknown' {
    const { configuration } = this
    let untilStop = STEPS_BETWEEN_STOPS
    this.furthest = configuration.event
    this.push(NONE, 0)
    while (!configuration.complete) {
      const before = this.steps
      const move = this.nextMove()
      limits.steps -= this.steps - before
      untilStop -= this.steps - before
      if (limits.steps < 0) return 'unknown'
      if (untilStop < 0) {
        if (limits.stop?.()) return 'unknown'
        untilStop = STEPS_BETWEEN_STOPS
      }
      if (move !== NONE) this.follow(move)
      else {
        if (configuration.event === deadEnds?.at && this.collect(deadEnds)) return 'unknown'
        if (--this.depth === 0) return 'stuck'
        this.restore()
      }
    }
    return 'linearizable'
  }

  /** What has been linearized; all there is to linearize after `run` said so. */
  linearization(): PartialLinearization<State> {
    const order: number[] = []
    const walk = new Configuration(this.timeline, this.space, order)
    for (let frame = 1; frame < this.depth; frame++) {
      const move = this.frames[frame * this.stride + MOVE]!
      if (move < 0) walk.hide(~move)
      else walk.linearize(move, this.space.next(walk.state, move))
    }
    return { order, state: this.space.get(walk.state), stateNumber: walk.state }
  }

  private collect({ found, most }: DeadEnds<State>): boolean {
    const { state } = this.configuration
    if (found.every(({ stateNumber }) => stateNumber !== state)) found.push(this.linearization())
    return found.length >= most
  }

  private follow(move: number): void {
    const { configuration } = this
    const { event } = configuration
    const hideable = configuration.isHideable(configuration.awaited)
    if (move < 0) configuration.hide(~move)
    else configuration.linearize(move, this.nextState)
    let flags = 0
    if (configuration.event > event) {
      if (configuration.event > this.furthest) this.furthest = configuration.event
    } else {
      if (this.overwrites(move) && configuration.readsSeen === 0) flags |= UNSEEN
      if (hideable) flags |= HIDDEN_BEFORE
    }
    if (configuration.complete || this.known.admit(configuration)) this.push(move, flags)
    else this.restore()
  }

  /** What to try next on top of the stack: an operation to linearize, `~operation` to hide, or `NONE`. */
  private nextMove(): number {
    const { frames, configuration } = this
    const { awaited } = configuration
    const frame = (this.depth - 1) * this.stride
    const flags = frames[frame + FLAGS]!
    for (;;) {
      const turn = frames[frame + TURN]!++
      if (turn === HIDE) {
        if (configuration.isHideable(awaited) && (flags & HIDDEN_BEFORE) === 0) return ~awaited
      } else if (turn === AWAITED) {
        if (this.isRead(awaited) || this.isBarred(awaited, flags) || !this.attempt(awaited)) continue
        frames[frame + TURN] = HIDE
        return awaited
      } else if (turn === HELP) {
        const helper = this.helperOf(awaited, flags)
        frames[frame + HELPER] = helper
        if (helper >= 0 && this.attempt(helper)) return helper
      } else {
        this.steps++
        const slot = this.updateFrom(turn - SLOTS)
        frames[frame + TURN] = slot < 0 ? turn : SLOTS + slot + 1
        if (slot < 0) return NONE
        const operation = configuration.operationAt[slot]!
        if (operation === awaited || operation === frames[frame + HELPER]) continue
        if (!this.isBarred(operation, flags) && !this.hasDouble(operation) && this.attempt(operation))
          return operation
      }
    }
  }

  private attempt(operation: number): boolean {
    this.steps++
    this.nextState = this.space.next(this.configuration.state, operation)
    return this.nextState >= 0
  }

  /** The update that would make the awaited operation possible, of several the one to return first, or −1. */
  private helperOf(awaited: number, flags: number): number {
    const { configuration, space } = this
    const { returned } = this.timeline
    let best = -1
    for (let slot = this.updateFrom(0); slot >= 0; slot = this.updateFrom(slot + 1)) {
      const operation = configuration.operationAt[slot]!
      if (operation === awaited || this.isBarred(operation, flags)) continue
      if (best >= 0 && returned[operation]! >= returned[best]!) continue
      if (!this.attempt(operation)) continue
      const possible = this.isRead(awaited)
        ? space.allows(this.nextState, awaited)
        : space.next(this.nextState, awaited) >= 0
      if (possible) best = operation
    }
    return best
  }

  /** Whether an operation like this one is under way that returns first, or was invoked first if neither returns. */
  private hasDouble(operation: number): boolean {
    const { configuration, space } = this
    const { kinds, returned } = this.timeline
    if ((kinds[operation]! & OPTIONAL) !== 0) {
      const double = space.optionalBefore(operation)
      return double >= 0 && !configuration.isDone(double)
    }
    const alike = space.classOf(operation)
    for (let slot = this.updateFrom(0); slot >= 0; slot = this.updateFrom(slot + 1)) {
      const other = configuration.operationAt[slot]!
      if ((kinds[other]! & OPTIONAL) !== 0 || returned[other]! >= returned[operation]!) continue
      if (space.classOf(other) === alike) return true
    }
    return false
  }

  private isRead(operation: number): boolean {
    return (this.timeline.kinds[operation]! & READ) !== 0
  }

  private overwrites(operation: number): boolean {
    return operation >= 0 && (this.timeline.kinds[operation]! & OVERWRITES) !== 0
  }

  private isBarred(operation: number, flags: number): boolean {
    return (flags & UNSEEN) !== 0 && this.overwrites(operation)
  }

  /** The first slot from `from` on of an update under way that is not linearized, or −1. */
  private updateFrom(from: number): number {
    const { done, masks, words } = this.configuration
    let mask = -1 << from
    for (let w = from >>> 5; w < words; w++, mask = -1) {
      const updates = masks.strict[w]! | masks.overwriting[w]! | masks.optional[w]!
      const found = updates & ~done[w]! & mask
      if (found !== 0) return w * 32 + 31 - Math.clz32(found & -found)
    }
    return -1
  }

  // ── The stack ──────────────────────────────────────────────────────────────────────────────────────────────

  private push(move: number, flags: number): void {
    const { configuration, stride } = this
    const frame = this.depth++ * stride
    if (frame + stride > this.frames.length) {
      const grown = new Int32Array(this.frames.length * 2)
      grown.set(this.frames)
      this.frames = grown
    }
    const { frames } = this
    frames[frame + EVENT] = configuration.event
    frames[frame + STATE] = configuration.state
    frames[frame + MOVE] = move
    frames[frame + TURN] = AWAITED
    frames[frame + HELPER] = -1
    frames[frame + FLAGS] = flags
    const { words, done, hideable } = configuration
    for (let w = 0; w < words; w++) {
      frames[frame + BITS + w] = done[w]!
      frames[frame + BITS + words + w] = hideable[w]!
    }
  }

  /** Goes back to the configuration on top of the stack. */
  private restore(): void {
    const frame = (this.depth - 1) * this.stride
    this.configuration.restore(
      this.frames[frame + EVENT]!,
      this.frames[frame + STATE]!,
      this.frames,
      frame + BITS,
    )
  }
}
