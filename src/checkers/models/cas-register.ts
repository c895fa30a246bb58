import { equal } from '../linearizability/identities.ts'
import { impossible, type Key, type Model } from '../linearizability/model.ts'
import type { RegisterInput, RegisterOptions } from './register.ts'

/** As for a register, and `cas`, which compares with the first value and, if they are equal, sets the second. */
export type CasRegisterInput =
  | RegisterInput
  | { readonly f: 'cas'; readonly key?: Key; readonly value: readonly [from: unknown, to: unknown] }

/** A read returns the value; a `cas` that returned `false` found another value than it expected, any other one has set. */
export type CasRegisterOutput = unknown

export interface CasRegisterOptions extends RegisterOptions {
  /**
   * What the outcome `failed` of a `cas` says: `ignored` (by default), that it did not set the value, whatever the
   * reason; `observed`, that it found another value than it expected, as in histories whose recorder knows no other
   * failure.
   */
  readonly failures?: 'ignored' | 'observed'
}

/** Registers with compare-and-set (the CAS register of Jepsen and Knossos). */
export function casRegister(
  options: CasRegisterOptions = {},
): Model<unknown, CasRegisterInput, CasRegisterOutput> {
  const { initial = null, failures = 'ignored' } = options
  return {
    name: 'cas-register',
    initial: () => initial,
    step(value, input, output) {
      switch (input.f) {
        case 'read':
          return output === undefined || equal(output, value) ? value : impossible
        case 'write':
          return input.value
        case 'cas': {
          const [from, to] = input.value
          if (output === false) return equal(from, value) ? impossible : value
          return equal(from, value) ? to : impossible
        }
      }
    },
    ...(failures === 'observed' && {
      mayFail: (value, input) => input.f !== 'cas' || !equal(input.value[0], value),
    }),
    key: (input) => input.key ?? '',
    isRead: (input, output) => input.f === 'read' || (input.f === 'cas' && output === false),
    overwrites: (input) => input.f === 'write',
    access(input, output) {
      if (input.f === 'read') return { read: output }
      if (input.f === 'write') return { write: input.value }
      return output === false ? { other: input.value[0] } : { read: input.value[0], write: input.value[1] }
    },
    describeOperation(input, output) {
      if (input.f === 'write') return `write ${JSON.stringify(input.value)}`
      if (input.f === 'read') return `read → ${JSON.stringify(output) ?? '?'}`
      const [from, to] = input.value
      return `cas ${JSON.stringify(from)} → ${JSON.stringify(to)}${output === false ? ', refused' : ''}`
    },
  }
}
