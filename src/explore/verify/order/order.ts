import type { NextState } from '../states/next-state.ts'

/** A state that waits, or is being expanded: its vector stands in `chunk` from `start` on. */
export interface WaitingState {
  readonly chunk: Int32Array
  readonly start: number
  readonly length: number
  /** Its number among those visited. */
  readonly index: number
  readonly high: number
  readonly low: number
}

/** In which order the states that a search finds are expanded. */
export interface Order {
  /** The state whose turn it is. */
  readonly current: WaitingState
  /** How many steps away from the beginning it was found. */
  readonly depth: number
  /** Whether its turn has come before. */
  readonly isRepeated: boolean
  /** Of which bound it comes that something was left out; `null` if nothing was. */
  readonly leftOut: 'depth' | 'walks' | null
  /** How many walks have begun; `null` of orders that do not walk. */
  readonly walks: number | null
  /** How many states are so many steps away, by number of steps, as far as all of them are found; else `null`. */
  readonly levels: readonly number[] | null
  /** How many states wait. */
  readonly queued: number
  /** How much memory those that wait take, bytes. */
  readonly bytes: number
  /** Takes in a state that was found from the current one (or is the beginning), which is only lent. */
  push(next: NextState, index: number): void
  /** Told that the current state leads to one that is known; whether that way is the one to remember now. */
  meet(next: NextState, index: number): boolean
  /** Goes on to the next state; false when there is none. */
  advance(): boolean
}
