/** The rules of the store that can be broken one by one; each in a place of its own, so that a planted bug is one line. */
export interface StoreRules {
  /** Whether a replica in view `installed` takes a write of an operation that its coordinator began in view `requested`. */
  readonly takesWrites: (installed: number, requested: number) => boolean
  /** Whether a read makes sure that the value is on a write quorum before it returns it; `holders` are known to have it. */
  readonly writesBack: (holders: number, writeQuorum: number) => boolean
}

/** The rules as they must be. */
export const storeRules: StoreRules = {
  takesWrites: (installed, requested) => requested === installed,
  writesBack: (holders, writeQuorum) => holders < writeQuorum,
}
