import type { Operation } from '../history.ts'

/** What `step` returns when no such operation can happen in the state. */
export const impossible: unique symbol = Symbol('impossible')
export type Impossible = typeof impossible

export type Key = string | number

/**
 * How an operation touches an object whose state is one value, read and written whole: `read` is the value it
 * found, `write` the value it left behind, `other` a value that it did not find. A compare-and-set that succeeded
 * has both of the first, one that was refused the last; a field that is absent (or undefined) says nothing.
 */
export interface Access {
  readonly read?: unknown
  readonly write?: unknown
  readonly other?: unknown
}

/** What a model knows of a history without a search. */
export type Settled<Input, Output> =
  | {
      readonly linearizable: true
      /** A linearization; it may leave out operations that need not have happened. */
      readonly order: () => readonly Operation<Input, Output>[]
    }
  | { readonly linearizable: false }

/**
 * A sequential data type, the specification that a concurrent history is compared with (Herlihy & Wing 1990,
 * §2). `name`, `initial` and `step` are enough; everything else only makes the answer come sooner, and must be
 * true, or the verdict is not.
 *
 * States are never changed in place. Two states are the same if `identity` says so.
 *
 * @example A counter, whole:
 *   const counter: Model<number, { f: 'add'; value: number } | { f: 'read' }, number> = {
 *     name: 'counter',
 *     initial: () => 0,
 *     step: (sum, input, output) =>
 *       input.f === 'add' ? sum + input.value : output === undefined || output === sum ? sum : impossible,
 *   }
 */
export interface Model<State, Input, Output> {
  readonly name: string

  /** The state before any operation; called once for every independent part of a history. */
  initial(): State

  /**
   * The state after an operation that was given `input` and returned `output`, or `impossible` if it could not
   * have returned that from `state`. `output` is undefined where nothing is known of it: the operation is
   * indeterminate, and `impossible` then says that it would have had no effect.
   */
  step(state: State, input: Input, output: Output | undefined): State | Impossible

  /**
   * Whether an operation with the outcome `failed` could have failed in `state`. A model without it leaves failed
   * operations out: they had no effect, and that they failed tells nothing.
   */
  mayFail?(state: State, input: Input, output: Output | undefined): boolean

  /**
   * The independent object the operation is on: histories are judged key by key (locality: Herlihy & Wing 1990,
   * §3.3; Horn & Kroening 2015). A list of keys ties these together; undefined touches every object.
   */
  key?(input: Input): Key | readonly Key[] | undefined

  /** Whether the operation changes no state at all, whatever the state; with `output` undefined, whatever it returned. */
  isRead?(input: Input, output: Output | undefined): boolean

  /** Whether the operation is possible in every state and leaves the same state after each. */
  overwrites?(input: Input, output: Output | undefined): boolean

  /**
   * Where the state is one value, read and written whole (and `initial()` is such a value): how the operation
   * touches it. Histories whose values can be told apart are then decided in linear time. Undefined for an
   * operation that cannot be said in these terms.
   */
  access?(input: Input, output: Output | undefined): Access | undefined

  /**
   * A model fitted to one part of a history, with which exactly the same linearizations are possible, but that
   * sees sooner which of them lead nowhere, because it knows what will be returned; undefined to go without.
   */
  fit?(operations: readonly Operation<Input, Output>[]): Model<unknown, Input, Output> | undefined

  /** Decides one part of a history without a search; undefined where that is not possible. */
  settle?(operations: readonly Operation<Input, Output>[]): Settled<Input, Output> | undefined

  /** A value that is `===` for two states exactly if they are the same; by default their canonical JSON. */
  identity?(state: State): unknown

  /** The operation in a few words, such as `write 3`; by default its JSON. */
  describeOperation?(input: Input, output: Output | undefined): string

  /** The state in a few words; by default its JSON. */
  describeState?(state: State): string
}
