/**
 * What the clients of a run saw: the input of the linearizability and isolation checkers.
 *
 * A history is judged by order alone, never by time: `invoked` and `returned` are positions in one total
 * order of all invocations and returns (two of them may share a virtual microsecond, never a position).
 */

/**
 * How an operation ended.
 * - `ok`: it returned `output`.
 * - `failed`: it certainly did not take effect.
 * - `indeterminate`: it may have taken effect at any time after its invocation, or never; an operation that
 *   timed out, or whose client crashed, is always this and never `failed`.
 */
export type Outcome = 'ok' | 'failed' | 'indeterminate'

/** One operation of one client, from its invocation to its return. */
export interface Operation<Input = unknown, Output = unknown> {
  /** The logical client, which has at most one operation under way. */
  readonly process: string
  readonly input: Input
  readonly outcome: Outcome
  /** What came back; only with the outcome `ok` (or, if the client knows it, `failed`). */
  readonly output?: Output
  /** Position of the invocation in the order of all invocations and returns. */
  readonly invoked: number
  /** Position of the return; `null` when it is indeterminate, as it has none. */
  readonly returned: number | null
  /** Virtual time of the invocation, µs; for people, never for the verdict. */
  readonly invokedAt?: number
  /** Virtual time of the return, µs; for people, never for the verdict. */
  readonly returnedAt?: number
}

/** The operations of one run, ordered by invocation. */
export type History<Input = unknown, Output = unknown> = readonly Operation<Input, Output>[]
