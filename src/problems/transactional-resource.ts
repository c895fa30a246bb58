/** What a participant of transactions guards: data that it can lock, promise to change, and change. */
export interface TransactionalResource<Database = unknown, Work = unknown> {
  /** The data at the beginning; plain JSON. */
  initial(): Database
  /** What the work needs for itself until the transaction is decided. */
  locks(work: Work): readonly string[]
  /** Whether the work, its locks held, can be promised whatever else happens. */
  canPromise(database: Database, work: Work): boolean
  /** What the work reads; a fresh value. */
  read(database: Database, work: Work): unknown
  /** Does the work, in place. */
  apply(database: Database, work: Work): void
}

/** Guards nothing and always votes the same: all that it takes to study the protocol itself. */
export function fixedVote(vote: 'yes' | 'no'): TransactionalResource {
  return {
    initial: () => null,
    locks: () => [],
    canPromise: () => vote === 'yes',
    read: () => null,
    apply: () => {},
  }
}
