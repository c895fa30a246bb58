import type { Micros } from '../../kernel/time.ts'

/** What one run came upon; plain data. */
export interface Discovery {
  readonly number: number
  /** Each situation once, as a number that stands for it, in the order in which the run reached them. */
  readonly situations: readonly number[]
  /** When each was reached first, µs, and by the change of which node (its index). */
  readonly times: readonly Micros[]
  readonly nodes: readonly number[]
}
