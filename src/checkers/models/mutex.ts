import { impossible, type Key, type Model } from '../linearizability/model.ts'

/** Acquires or releases the lock `key`. With an `owner`, only who holds the lock can release it. */
export interface MutexInput {
  readonly f: 'acquire' | 'release'
  readonly key?: Key
  readonly owner?: string
}

/** An `acquire` that returned `false` found the lock held; any other output says that the operation was done. */
export type MutexOutput = boolean | null

export interface MutexOptions {
  /**
   * What the outcome `failed` says: `ignored` (by default), only that nothing was changed; `observed`, that an
   * `acquire` found the lock held, and a `release` found it free or another's.
   */
  readonly failures?: 'ignored' | 'observed'
}

/** Who holds the lock: `false` for nobody, `true` for somebody who gave no name. */
export type MutexState = string | boolean

/** Mutual exclusion: a lock that is not re-entrant. */
export function mutex(options: MutexOptions = {}): Model<MutexState, MutexInput, MutexOutput> {
  const mayRelease = (holder: MutexState, owner: string | undefined) =>
    holder !== false && (holder === true || owner === undefined || owner === holder)
  return {
    name: 'mutex',
    initial: () => false,
    step(holder, { f, owner }, output) {
      if (f === 'release') return mayRelease(holder, owner) ? false : impossible
      if (output === false) return holder === false ? impossible : holder
      return holder === false ? (owner ?? true) : impossible
    },
    ...(options.failures === 'observed' && {
      mayFail: (holder, { f, owner }) => (f === 'acquire' ? holder !== false : !mayRelease(holder, owner)),
    }),
    key: (input) => input.key ?? '',
    isRead: (input, output) => input.f === 'acquire' && output === false,
    describeOperation: ({ f, owner }, output) =>
      `${f}${owner === undefined ? '' : ` by ${owner}`}${output === false ? ', refused' : ''}`,
    describeState: (holder) => (holder === false ? 'free' : holder === true ? 'held' : `held by ${holder}`),
  }
}
