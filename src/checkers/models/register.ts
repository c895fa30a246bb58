import { equal } from '../linearizability/identities.ts'
import { impossible, type Key, type Model } from '../linearizability/model.ts'

/** Reads or writes the register `key` (without it: the only one). Values are any JSON. */
export type RegisterInput =
  | { readonly f: 'read'; readonly key?: Key }
  | { readonly f: 'write'; readonly key?: Key; readonly value: unknown }

/** A read returns the value; what a write returns is not looked at. */
export type RegisterOutput = unknown

export interface RegisterOptions {
  /** The value of every register before the first write; `null` by default, as in Jepsen. */
  readonly initial?: unknown
}

/** Read–write registers, the atomic objects of Lamport (1986): a read returns what was written last. */
export function register(options: RegisterOptions = {}): Model<unknown, RegisterInput, RegisterOutput> {
  const { initial = null } = options
  return {
    name: 'register',
    initial: () => initial,
    step(value, input, output) {
      if (input.f === 'write') return input.value
      return output === undefined || equal(output, value) ? value : impossible
    },
    key: (input) => input.key ?? '',
    isRead: (input) => input.f === 'read',
    overwrites: (input) => input.f === 'write',
    access: (input, output) => (input.f === 'write' ? { write: input.value } : { read: output }),
    describeOperation: (input, output) =>
      input.f === 'write'
        ? `write ${JSON.stringify(input.value)}`
        : `read → ${JSON.stringify(output) ?? '?'}`,
  }
}
