import { equal } from '../linearizability/identities.ts'
import { impossible, type Key, type Model } from '../linearizability/model.ts'

/** Reads (`null` stands for the value that is not known yet) or writes one register. */
export type MultiRegisterMicroOperation =
  | readonly [f: 'r', key: Key, value: unknown]
  | readonly [f: 'w', key: Key, value: unknown]

/** A transaction on several registers, as in Jepsen: its parts happen in order, and all at once. */
export interface MultiRegisterInput {
  readonly f: 'txn'
  readonly value: readonly MultiRegisterMicroOperation[]
}

/** The same list with the values read filled in (`null` for a register that was never written). */
export type MultiRegisterOutput = readonly MultiRegisterMicroOperation[]

export interface MultiRegisterOptions {
  /** The values before the first write, by key; `null` for a register that is not named. */
  readonly initial?: { readonly [key: string]: unknown }
}

type Registers = { readonly [key: string]: unknown }

/** Several registers that are read and written together. Transactions without a register in common are independent. */
export function multiRegister(
  options: MultiRegisterOptions = {},
): Model<Registers, MultiRegisterInput, MultiRegisterOutput> {
  const initial: Registers = { ...options.initial }
  return {
    name: 'multi-register',
    initial: () => initial,
    step(registers, input, output) {
      let after = registers
      for (const [i, [f, key, value]] of input.value.entries()) {
        const found = output?.[i]?.[2] ?? null
        if (f === 'w') after = { ...after, [key]: value }
        else if (output !== undefined && !equal(after[key] ?? null, found)) return impossible
      }
      return after
    },
    key: (input) => [...new Set(input.value.map(([, key]) => key))],
    isRead: (input) => input.value.every(([f]) => f === 'r'),
    describeOperation: (input, output) =>
      (output ?? input.value)
        .map(([f, key, value]) =>
          f === 'w'
            ? `${key} := ${JSON.stringify(value)}`
            : `${key} = ${output ? JSON.stringify(value) : '?'}`,
        )
        .join(', '),
  }
}
