import { impossible, type Key, type Model } from '../linearizability/model.ts'

/** Adds `value` (which may be negative) to the counter `key`, or reads it. */
export type CounterInput =
  | { readonly f: 'add'; readonly key?: Key; readonly value: number }
  | { readonly f: 'read'; readonly key?: Key }

/** A read returns the sum; an `add` may return the sum after it (increment-and-get), or nothing. */
export type CounterOutput = number | null

export interface CounterOptions {
  /** The sum before the first `add`; 0 by default. */
  readonly initial?: number
}

/** Counters. */
export function counter(options: CounterOptions = {}): Model<number, CounterInput, CounterOutput> {
  const { initial = 0 } = options
  return {
    name: 'counter',
    initial: () => initial,
    step(sum, input, output) {
      const after = input.f === 'add' ? sum + input.value : sum
      return output === undefined || output === null || output === after ? after : impossible
    },
    key: (input) => input.key ?? '',
    isRead: (input) => input.f === 'read' || input.value === 0,
    describeOperation(input, output) {
      const returned = output === undefined || output === null ? '' : ` → ${output}`
      return input.f === 'add' ? `add ${input.value}${returned}` : `read${returned}`
    },
  }
}
