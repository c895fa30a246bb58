/** A physical node that keys can be placed on. */
export interface Member {
  readonly id: string
  /** Its capacity in proportion to that of the others, above 0; 1 if left out. */
  readonly weight?: number
}

/**
 * Where keys live: a pure function from a key and a set of members to an ordered list of nodes, the primary first.
 *
 * It is immutable, and depends on the set of members alone, never on the order in which they were given or joined.
 */
export interface Placement {
  /** The algorithm's name in the literature, such as `ring` or `maglev`. */
  readonly algorithm: string
  /** Ordered by id. */
  readonly members: readonly Required<Member>[]
  /** The ids of the members, in the same order. */
  readonly nodes: readonly string[]

  /**
   * The nodes that hold `key`: distinct members, the primary first, as many as `replicas` or as there are members.
   * A shorter list is a prefix of a longer one.
   * @throws UsageError if `replicas` is not a positive integer.
   */
  place(key: string, replicas: number): readonly string[]

  /** @throws UsageError if a member has that id already. */
  join(member: Member): Placement

  /** @throws UsageError if no member has that id. */
  leave(id: string): Placement

  /**
   * The share of all keys (0 to 1) that has `id` as primary at most, but with a probability of e^−`surprise` over
   * the choice of hash function.
   */
  shareBound(id: string, surprise: number): number
}

/** Builds a placement from its members; what varies otherwise is fixed beforehand. */
export type PlacementFactory = (members: readonly Member[]) => Placement
