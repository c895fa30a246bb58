/** How far a search is. */
export interface VerifyProgress {
  /** Steps looked at, the beginning included. */
  readonly generated: number
  /** Different states. */
  readonly states: number
  /** States that wait to be expanded. */
  readonly queued: number
  /** How many steps the farthest state is away from the beginning. */
  readonly depth: number
  /** Of all that the search holds: an estimate as to the states of single nodes, messages and what is known of them. */
  readonly bytes: number
  /** How many random walks have begun; `null` in other orders. */
  readonly walks: number | null
  /** How many states are so many steps away, by number of steps, as far as all are found; `null` in other orders. */
  readonly levels: readonly number[] | null
}
