import { UsageError } from '../../kernel/errors.ts'
import { Identities } from './identities.ts'
import { impossible, type Model } from './model.ts'
import { OPTIONAL, OVERWRITES, type Timeline } from './timeline.ts'

/** The states a model reaches on one timeline, as small numbers, and the transitions between them. */
export class StateSpace<State, Input, Output> {
  readonly initial: number
  private readonly timeline: Timeline<Input, Output>
  private readonly model: Model<State, Input, Output>
  private readonly states: State[] = []
  private readonly numbers: Identities | CustomIdentities<State>
  /** `state * operations + operation` → next state or −1; only where states are dear to tell apart. */
  private readonly known: Map<number, number> | undefined
  private readonly classes: Int32Array
  private readonly classNumbers = new Identities()
  private doubles: Int32Array | undefined

  constructor(timeline: Timeline<Input, Output>, model: Model<State, Input, Output>) {
    this.timeline = timeline
    this.model = model
    const initial = model.initial()
    this.numbers = model.identity === undefined ? new Identities() : new CustomIdentities(model)
    this.known =
      model.identity === undefined && typeof initial === 'object' && initial !== null ? new Map() : undefined
    this.classes = new Int32Array(timeline.operations.length).fill(-1)
    this.initial = this.numberOf(initial)
  }

  get(number: number): State {
    return this.states[number]!
  }

  /** Whether a read could have happened in a state. */
  allows(state: number, operation: number): boolean {
    const { model } = this
    const { input, output, outcome } = this.timeline.operations[operation]!
    const before = this.states[state]!
    if (outcome === 'failed') return model.mayFail!(before, input, output)
    const after = model.step(before, input, output)
    if (after === impossible) return false
    if (after !== before && this.numberOf(after) !== state) {
      throw new UsageError(
        `Expected an operation that ${model.name} calls a read to leave the state as it is, ` +
          `got ${JSON.stringify(input)} changing it. Let its \`isRead\` return false for such an operation.`,
      )
    }
    return true
  }

  /** The state after an update, or −1 if it could not have happened. */
  next(state: number, operation: number): number {
    const { known } = this
    if (known === undefined) return this.step(state, operation)
    const key = state * this.classes.length + operation
    let next = known.get(key)
    if (next === undefined) known.set(key, (next = this.step(state, operation)))
    return next
  }

  /** Equal for two operations exactly if they have the same input, output and kind. */
  classOf(operation: number): number {
    let known = this.classes[operation]!
    if (known < 0) {
      const { input, output } = this.timeline.operations[operation]!
      known = this.classNumbers.of([input, output, this.timeline.kinds[operation]! & OPTIONAL])
      this.classes[operation] = known
    }
    return known
  }

  /** The last optional operation of the same class invoked before an optional one, or −1. */
  optionalBefore(operation: number): number {
    if (this.doubles === undefined) {
      const { kinds } = this.timeline
      this.doubles = new Int32Array(kinds.length).fill(-1)
      const last: number[] = []
      for (let i = 0; i < kinds.length; i++) {
        if ((kinds[i]! & OPTIONAL) === 0) continue
        const alike = this.classOf(i)
        this.doubles[i] = last[alike] ?? -1
        last[alike] = i
      }
    }
    return this.doubles[operation]!
  }

  private step(state: number, operation: number): number {
    const { input, output, outcome } = this.timeline.operations[operation]!
    const before = this.states[state]!
    const after = this.model.step(before, input, outcome === 'indeterminate' ? undefined : output)
    if (after === before) return state
    if (after !== impossible) return this.numberOf(after)
    if ((this.timeline.kinds[operation]! & OVERWRITES) !== 0) {
      throw new UsageError(
        `Expected an operation that ${this.model.name} says overwrites to be possible in every state, ` +
          `got ${JSON.stringify(input)} being impossible. Let its \`overwrites\` return false for it.`,
      )
    }
    return -1
  }

  private numberOf(state: State): number {
    const number = this.numbers.of(state)
    if (number === this.states.length) this.states.push(state)
    return number
  }
}

/** Numbers for states that their model tells apart itself. */
class CustomIdentities<State> {
  private readonly model: Pick<Model<State, never, never>, 'identity'>
  private readonly numbers = new Map<unknown, number>()

  constructor(model: Pick<Model<State, never, never>, 'identity'>) {
    this.model = model
  }

  of(state: State): number {
    const identity = this.model.identity!(state)
    let number = this.numbers.get(identity)
    if (number === undefined) {
      number = this.numbers.size
      this.numbers.set(identity, number)
    }
    return number
  }
}
