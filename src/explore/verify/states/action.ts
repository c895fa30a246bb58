import type { NextState } from './next-state.ts'

/** What one step does. */
export const actions = { deliver: 0, duplicate: 1, drop: 2, timeout: 3, crash: 4, restart: 5 } as const

/** Whether steps of a type are about a message under way. */
export function isOfMessage(type: number): boolean {
  return type <= actions.drop
}

/** One step: of messages `detail` is the envelope, of timeouts the timer. */
export interface Action {
  type: number
  node: number
  detail: number
}

/** Who is told of each next state, which is only lent. */
export interface Successors {
  found(next: NextState): void
  /** Told of steps that lead back to the same state. */
  stayed(steps: number): void
}

/** Who knows of steps that need not be taken from the state being expanded. */
export interface Asleep {
  has(type: number, node: number, detail: number): boolean
}
