import { graphCopy } from '../kernel/graph-copy.ts'
import type { Random } from '../kernel/random.ts'
import type { Micros } from '../kernel/time.ts'
import type { AnyMessage, NodeId } from './context.ts'

/** Something that happens to a program. */
export type ProgramInput =
  | { readonly type: 'start'; readonly now: Micros }
  | { readonly type: 'timeout'; readonly now: Micros }
  | {
      readonly type: 'deliver'
      /** What the node's clock shows, µs. */
      readonly now: Micros
      readonly from: NodeId
      readonly message: AnyMessage
      readonly call: number
    }

/**
 * One life of a program, written down so that it can be lived again up to any point: a generator can't be copied, but
 * does the same whenever it is given the same.
 */
export class ProgramTape {
  /** What happened to it, in order. */
  readonly inputs: ProgramInput[] = []
  /** The numbers of its calls and operations, in the order in which it was given them. */
  readonly numbers: number[] = []
  /** It has used its disk, of which nothing is written down: it can't be lived again. */
  usesDisk = false
  /** What the node knew as it began. */
  readonly state: Readonly<Record<string, unknown>>
  /** Its draws as they stood then; `null` when it had drawn nothing. */
  readonly stream: Random | null

  constructor(state: Readonly<Record<string, unknown>>, stream: Random | null) {
    this.state = graphCopy(state).copy
    this.stream = stream && graphCopy(stream).copy
  }
}
