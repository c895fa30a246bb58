import type { Operation } from '../history.ts'
import { canonicalJson, Identities } from '../linearizability/identities.ts'
import { impossible, type Key, type Model } from '../linearizability/model.ts'

/** Adds or removes an element, asks for one, or reads the whole set `key`. Elements are any JSON. */
export type SetInput =
  | { readonly f: 'add' | 'remove' | 'contains'; readonly key?: Key; readonly value: unknown }
  | { readonly f: 'read'; readonly key?: Key }

/**
 * `contains` returns whether the element is there; `add` and `remove` return whether they changed the set, or nothing
 * (null) if that is not known; a `read` returns the elements in any order.
 */
export type SetOutput = boolean | readonly unknown[] | null

/** The canonical JSON of each element, with its set, in order. */
export type SetState = readonly string[]

type SetModel<State> = Model<State, SetInput, SetOutput>

/**
 * Sets, empty at first. Without reads of a whole set, its elements are independent of each other (Horn & Kroening
 * 2015, §3); one such read ties all together.
 */
export function set(): SetModel<SetState> {
  return {
    name: 'set',
    initial: () => [],
    step(elements, input, output) {
      if (input.f === 'read') {
        if (output === undefined || output === null) return elements
        if (!Array.isArray(output)) return impossible
        const here = elements.filter((element) => element.startsWith(setOf(input)))
        const read = [...new Set(output.map((value) => setOf(input) + canonicalJson(value)))]
        return read.length === here.length && read.every((element) => here.includes(element))
          ? elements
          : impossible
      }
      const element = elementOf(input)
      const isIn = elements.includes(element)
      if (!agrees(input.f, isIn, output)) return impossible
      if (input.f === 'add') return isIn ? elements : [...elements, element].sort()
      return input.f === 'remove' && isIn ? elements.filter((other) => other !== element) : elements
    },
    key: (input) => (input.f === 'read' ? undefined : elementOf(input)),
    isRead,
    fit: fitted,
    describeOperation(input, output) {
      const returned = output === undefined || output === null ? '' : ` → ${JSON.stringify(output)}`
      return `${input.f}${input.f === 'read' ? '' : ` ${JSON.stringify(input.value)}`}${returned}`
    },
  }
}

function setOf(input: SetInput): string {
  return `${JSON.stringify(input.key ?? null)}:`
}

function elementOf(input: Exclude<SetInput, { f: 'read' }>): string {
  return setOf(input) + canonicalJson(input.value)
}

/** Whether an operation on one element may return `output` if the element is in the set or not. */
function agrees(f: 'add' | 'remove' | 'contains', isIn: boolean, output: SetOutput | undefined): boolean {
  if (output === undefined || output === null) return true
  return output === (f === 'add' ? !isIn : isIn)
}

function isRead(input: SetInput, output: SetOutput | undefined): boolean {
  return input.f === 'read' || input.f === 'contains' || output === false
}

/** The same sets as one number, with a bit for each element that the history knows of. */
function fitted(operations: readonly Operation<SetInput, SetOutput>[]): SetModel<unknown> {
  const numbers = new Identities()
  const bits = new Map<SetInput, bigint>()
  const wholes = new Map<string, bigint>()
  const reads = new Map<string, Map<SetOutput, bigint>>()
  const bitOf = (set: string, value: unknown) => {
    const bit = 1n << BigInt(numbers.of(set + canonicalJson(value)))
    wholes.set(set, (wholes.get(set) ?? 0n) | bit)
    return bit
  }
  for (const { input, output } of operations) {
    const set = setOf(input)
    if (input.f !== 'read') bits.set(input, bitOf(set, input.value))
    else if (Array.isArray(output)) {
      if (!reads.has(set)) reads.set(set, new Map())
      reads.get(set)!.set(
        output,
        output.reduce((sum: bigint, value) => sum | bitOf(set, value), 0n),
      )
    }
  }
  const model: SetModel<bigint> = {
    name: 'set',
    initial: () => 0n,
    step(elements, input, output) {
      if (input.f === 'read') {
        if (output === undefined || output === null) return elements
        const set = setOf(input)
        return (elements & (wholes.get(set) ?? 0n)) === reads.get(set)?.get(output) ? elements : impossible
      }
      const bit = bits.get(input)!
      const isIn = (elements & bit) !== 0n
      if (!agrees(input.f, isIn, output)) return impossible
      if (input.f === 'add') return isIn ? elements : elements | bit
      return input.f === 'remove' && isIn ? elements ^ bit : elements
    },
    isRead,
  }
  return model as SetModel<unknown>
}
