import type { Operation } from '../history.ts'
import { equal } from '../linearizability/identities.ts'
import { impossible, type Key, type Model } from '../linearizability/model.ts'

/**
 * Reads the value of `key`, writes it whole, or appends to it: an element where values are lists, a text where
 * they are strings.
 */
export type KeyValueInput =
  | { readonly f: 'read'; readonly key?: Key }
  | { readonly f: 'write'; readonly key?: Key; readonly value: KeyValueState }
  | { readonly f: 'append'; readonly key?: Key; readonly value: unknown }

/** A read returns the value, or `null` for the initial one; what the others return is not looked at. */
export type KeyValueOutput = unknown

/** A list of elements, or a text. */
export type KeyValueState = readonly unknown[] | string

export interface KeyValueOptions {
  /** The value of every key before the first write: `[]` (by default) for a map of lists, `''` for one of strings. */
  readonly initial?: KeyValueState
}

/** A key–value map with append, as in the labs of MIT 6.5840 (strings) and Jepsen's list-append (lists). */
export function keyValue(options: KeyValueOptions = {}): Model<KeyValueState, KeyValueInput, KeyValueOutput> {
  const { initial = [] } = options
  return {
    name: 'key-value',
    initial: () => initial,
    step(value, input, output) {
      if (input.f === 'write') return input.value
      if (input.f === 'append') return appended(value, input.value)
      return output === undefined || equal(output ?? initial, value) ? value : impossible
    },
    key: (input) => input.key ?? '',
    isRead: (input) => input.f === 'read',
    overwrites: (input) => input.f === 'write',
    fit: (operations) => fitted(operations, initial),
    describeOperation: (input, output) =>
      input.f === 'read'
        ? `read → ${JSON.stringify(output) ?? '?'}`
        : `${input.f} ${JSON.stringify(input.value)}`,
  }
}

function appended(value: KeyValueState, addition: unknown): KeyValueState {
  return typeof value === 'string' ? `${value}${addition}` : [...value, addition]
}

/**
 * Where nothing but appends changes the value, all reads are beginnings of the longest one, and so is every state
 * until then: the length is all there is to tell about it. What is appended after the longest read nobody sees.
 */
function fitted(
  operations: readonly Operation<KeyValueInput, KeyValueOutput>[],
  initial: KeyValueState,
): Model<unknown, KeyValueInput, KeyValueOutput> | undefined {
  let longest = initial
  for (const { input, output, outcome } of operations) {
    if (input.f === 'write') return undefined
    if (input.f !== 'read' || outcome !== 'ok' || output === undefined) continue
    const list = (output ?? initial) as KeyValueState
    if (typeof list !== typeof initial) return undefined
    if (list.length > longest.length) longest = list
  }
  const beginnings = new Map<unknown, boolean>()
  const isBeginning = (list: KeyValueState) => {
    let answer = beginnings.get(list)
    if (answer === undefined) beginnings.set(list, (answer = startsWith(longest, list)))
    return answer
  }
  if (!isBeginning(initial)) return undefined
  const end = longest.length
  const model: Model<number, KeyValueInput, KeyValueOutput> = {
    name: 'key-value',
    initial: () => initial.length,
    step(length, input, output) {
      if (input.f === 'append') {
        if (length > end) return length
        if (typeof longest === 'string') {
          const text = `${input.value}`
          if (longest.startsWith(text, length)) return length + text.length
          // The text may reach beyond the longest read.
          return text.startsWith(longest.slice(length)) ? end + 1 : impossible
        }
        return length === end || equal(longest[length], input.value) ? length + 1 : impossible
      }
      if (output === undefined) return length
      const list = (output ?? initial) as KeyValueState
      return list.length === length && isBeginning(list) ? length : impossible
    },
    isRead: (input) => input.f === 'read',
  }
  return model as Model<unknown, KeyValueInput, KeyValueOutput>
}

function startsWith(whole: KeyValueState, part: KeyValueState): boolean {
  if (typeof whole === 'string') return typeof part === 'string' && whole.startsWith(part)
  return typeof part !== 'string' && part.every((element, i) => equal(element, whole[i]))
}
