/**
 * What can be drawn of how a history was judged: plain data, in which operations are named by their places in the
 * history.
 */
export interface HistoryPicture {
  /** For each object, an order of its operations that explains what they returned. */
  readonly linearizations: readonly DrawnLinearization[]
  /** What kept a transaction from being in any order with the others. */
  readonly cycles: readonly DrawnCycle[]
}

export interface DrawnLinearization {
  /** The object's name; empty when there is but one. */
  readonly object: string
  /** In the order in which they take effect. */
  readonly operations: readonly DrawnOperation[]
  /** The operation that no order explains, and the states in which the longest orders end; `null` when all is well. */
  readonly stuck: (DrawnOperation & { readonly states: readonly string[] }) | null
}

export interface DrawnOperation {
  readonly place: number
  /** In the model's words. */
  readonly text: string
}

export interface DrawnCycle {
  /** Such as `G1c`. */
  readonly name: string
  readonly explanation: string
  /** The transactions, in the order of the dependencies where there are any. */
  readonly operations: readonly number[]
  /** Each from one of `operations` to another, by their places in it. */
  readonly dependencies: readonly {
    readonly kind: string
    readonly from: number
    readonly to: number
    readonly because: string
  }[]
}
