import type { Random } from '../kernel/random.ts'
import type { NodeId } from '../node/context.ts'

/** What clients ask for: a mix of operations on one data type, without a word on who serves them. */
export interface Workload<Input = unknown> {
  readonly name: string
  /** Draws a client's next operation; `number` counts that client's operations from 1, so that values can be unique. */
  next(random: Random, client: NodeId, number: number): Input
  /** Whether it changes nothing, so that it may be served without a place in a log. */
  isRead(input: Input): boolean
  /** Whether the output says that a refused operation certainly did nothing; never unless told. */
  isRefused?(input: Input, output: unknown): boolean
}
