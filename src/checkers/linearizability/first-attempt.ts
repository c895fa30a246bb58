import type { History, Operation } from '../history.ts'
import { impossible, type Key, type Model } from './model.ts'

/** An attempt that has taken so many steps more than it has got past events is given up. */
const STEPS_AHEAD = 64

/**
 * Tries to linearize a history with next to nothing set up: Wing & Gong's search (1993) in just-in-time order, which
 * forgets where it has been, and so is given up soon. What works is mostly linearized so, in a fraction of the time that a
 * search takes to get ready; that it does not succeed says nothing.
 *
 * @param events all invocations (`i`) and returns (`~i`) of operations `i`, in order.
 * @returns the number of steps that it took, or `null`.
 */
export function attemptToLinearize<State, Input, Output>(
  history: History<Input, Output>,
  events: Int32Array,
  model: Model<State, Input, Output>,
  budget: number,
): number | null {
  const parts = partsOf(history, events, model)
  if (parts === null) return null
  let steps = 0
  for (const part of parts) {
    const fitted = model.fit?.(part.operations)
    const taken =
      fitted === undefined
        ? new Attempt(history, part.events, model).steps(budget - steps)
        : new Attempt(history, part.events, fitted).steps(budget - steps)
    if (taken === null) return null
    steps += taken
  }
  return steps
}

/** What happened to one object. */
interface Part<Input, Output> {
  readonly operations: Operation<Input, Output>[]
  readonly events: number[]
}

/** The history of each object; `null` if some operation touches several. */
function partsOf<State, Input, Output>(
  history: History<Input, Output>,
  events: Int32Array,
  model: Model<State, Input, Output>,
): Iterable<Part<Input, Output>> | null {
  const parts = new Map<Key | undefined, Part<Input, Output>>()
  for (const event of events) {
    const operation = history[event < 0 ? ~event : event]!
    const key = model.key?.(operation.input)
    if (typeof key === 'object' || (key === undefined && model.key !== undefined)) return null
    let part = parts.get(key)
    if (part === undefined) parts.set(key, (part = { operations: [], events: [] }))
    part.events.push(event)
    if (event >= 0) part.operations.push(operation)
  }
  return parts.values()
}

/** Where an attempt can go on in another way. */
interface Choice<State> {
  /** The event, a return, before which something had to be linearized. */
  readonly at: number
  /** The next of the ways to be tried. */
  readonly way: number
  readonly state: State
  readonly open: readonly number[]
  readonly coverable: readonly number[]
}

// The ways to get past the return of an operation that is not linearized: itself, hidden, or after others under way.
const ITSELF = 0
const HIDDEN = 1
const OTHERS = 2

const NONE: readonly number[] = []

class Attempt<State, Input, Output> {
  private readonly history: History<Input, Output>
  private readonly events: readonly number[]
  private readonly model: Model<State, Input, Output>
  private at = 0
  private state: State
  /** The operations under way that are not linearized, in order of invocation. */
  private open = NONE
  /** Those that were as the latest overwrite was linearized: an overwrite among them may have come just before it, unseen. */
  private coverable = NONE
  private readonly choices: Choice<State>[] = []
  /** How often an operation was tried. */
  private tried = 0

  constructor(
    history: History<Input, Output>,
    events: readonly number[],
    model: Model<State, Input, Output>,
  ) {
    this.history = history
    this.events = events
    this.model = model
    this.state = model.initial()
  }

  /** How many steps it took; `null` when it came to nothing within `most`. */
  steps(most: number): number | null {
    const { events } = this
    while (this.at < events.length) {
      const event = events[this.at]!
      if (event >= 0) {
        this.invoke(event)
        this.at++
      } else if (!this.open.includes(~event)) this.at++
      else if (!this.linearizeBefore(~event, ITSELF) && !this.goBack()) return null
      if (this.tried > Math.min(most, this.at + STEPS_AHEAD)) return null
    }
    return this.tried
  }

  private invoke(operation: number): void {
    const { input, outcome } = this.history[operation]!
    if (outcome === 'failed' && this.model.mayFail === undefined) return
    if (outcome === 'indeterminate' && this.model.isRead?.(input, undefined)) return
    if (!this.isRead(operation) || !this.allows(operation)) this.open = [...this.open, operation]
  }

  /** Linearizes the operation that is about to return, or another one that is to come before it. */
  private linearizeBefore(awaited: number, from: number): boolean {
    const { open, coverable } = this
    const canBeHidden = coverable.includes(awaited) && this.overwrites(awaited)
    for (let way = from; way < OTHERS + open.length; way++) {
      const operation = way < OTHERS ? awaited : open[way - OTHERS]!
      if (way === HIDDEN ? !canBeHidden : this.isRead(operation)) continue
      if (way >= OTHERS && operation === awaited) continue
      const next = way === HIDDEN ? this.state : this.after(operation)
      if (next === impossible) continue
      if (canBeHidden || open.length > 1)
        this.choices.push({ at: this.at, way: way + 1, state: this.state, open, coverable })
      this.open = without(open, operation)
      if (way === HIDDEN) return true
      if (this.overwrites(operation)) this.coverable = this.open
      if (next !== this.state) this.reach(next)
      return true
    }
    return false
  }

  private reach(state: State): void {
    this.state = state
    for (const operation of this.open)
      if (this.isRead(operation) && this.allows(operation)) this.open = without(this.open, operation)
  }

  /** Takes the latest choice that can be taken otherwise. */
  private goBack(): boolean {
    for (;;) {
      const choice = this.choices.pop()
      if (choice === undefined) return false
      this.at = choice.at
      this.state = choice.state
      this.open = choice.open
      this.coverable = choice.coverable
      if (this.linearizeBefore(~this.events[this.at]!, choice.way)) return true
    }
  }

  /** Whether a read could have happened in the state. */
  private allows(operation: number): boolean {
    const { input, output, outcome } = this.history[operation]!
    this.tried++
    if (outcome === 'failed') return this.model.mayFail!(this.state, input, output)
    return this.model.step(this.state, input, output) === this.state
  }

  private after(operation: number): State | typeof impossible {
    const { input, output, outcome } = this.history[operation]!
    this.tried++
    return this.model.step(this.state, input, outcome === 'indeterminate' ? undefined : output)
  }

  private isRead(operation: number): boolean {
    const { input, output, outcome } = this.history[operation]!
    return outcome === 'failed' || (outcome === 'ok' && this.model.isRead?.(input, output) === true)
  }

  private overwrites(operation: number): boolean {
    const { input, output, outcome } = this.history[operation]!
    return this.model.overwrites?.(input, outcome === 'indeterminate' ? undefined : output) === true
  }
}

function without(operations: readonly number[], operation: number): readonly number[] {
  return operations.length === 1 ? NONE : operations.filter((other) => other !== operation)
}
