import type { ClientHistories } from '../states/histories.ts'
import type { Envelope, LocalState } from '../states/local-states.ts'
import type { TransitionSystem } from '../states/transition-system.ts'

/**
 * What the numbers in vectors stand for, as plain data that another process can read: for each kind (local states,
 * envelopes, what each property remembers, what clients saw) the numbers and, beside them, their values.
 */
export type Definitions = readonly {
  readonly numbers: readonly number[]
  readonly values: readonly unknown[]
}[]

/** Values of one kind, which each search numbers in its own way. */
interface Kind {
  readonly values: readonly unknown[]
  /** The number of a value in this search. */
  id(value: unknown): number
}

/** The kinds of what a search numbers, timers being the last, in an order that every search of a scenario shares. */
function kindsOf({ local, memories, histories }: TransitionSystem): readonly Kind[] {
  return [
    { values: local.locals.values, id: (value) => local.localId(value as LocalState) },
    { values: local.envelopes.values, id: (value) => local.envelopeId(value as Envelope) },
    ...memories.map((memory) => ({
      values: memory.values.values,
      id: (value: unknown) => memory.id(value as object),
    })),
    ...(histories === null
      ? []
      : [
          { values: histories.values.values, id: (value: unknown) => histories.id(value as ClientHistories) },
        ]),
    { values: local.timers.values, id: (value) => local.timerId(value as string) },
  ]
}

const envelopes = 1

/** By slot of a vector, the kind of what its number stands for; -1 for what is a number itself. */
function kindsOfSlots({ local, memoriesAt, memories, historyAt, fixed }: TransitionSystem): Int32Array {
  const kinds = new Int32Array(fixed).fill(-1)
  kinds.fill(0, 0, local.ids.length)
  for (const index of memories.keys()) kinds[memoriesAt + index] = 2 + index
  if (historyAt >= 0) kinds[historyAt] = 2 + memories.length
  return kinds
}

/** Tells another search what numbers stand for: each one once. */
export class Teller {
  private readonly kinds: readonly Kind[]
  /** By kind, how many values were told. */
  private readonly told: number[]

  constructor(system: TransitionSystem) {
    this.kinds = kindsOf(system)
    this.told = this.kinds.map(() => 0)
  }

  /** What has got a number since it was asked last. */
  take(): Definitions {
    return this.kinds.map(({ values }, kind) => {
      const from = this.told[kind]!
      this.told[kind] = values.length
      const numbers = Array.from({ length: values.length - from }, (_, index) => from + index)
      return { numbers, values: values.slice(from) }
    })
  }
}

/** What the numbers in some vectors stand for, and all timers. */
export class Glossary {
  private readonly fixed: number
  private readonly kinds: readonly Kind[]
  private readonly slots: Int32Array
  private readonly mentioned: readonly Uint8Array[]

  constructor(system: TransitionSystem) {
    this.fixed = system.fixed
    this.kinds = kindsOf(system)
    this.slots = kindsOfSlots(system)
    this.mentioned = this.kinds.map(({ values }) => new Uint8Array(values.length))
    this.mentioned.at(-1)!.fill(1)
  }

  /** Takes in what stands in a vector of `length` from `start` on. */
  mention(vector: Int32Array, start: number, length: number): void {
    const { fixed, slots, mentioned } = this
    for (let slot = 0; slot < fixed; slot++)
      if (slots[slot]! >= 0) mentioned[slots[slot]!]![vector[start + slot]!] = 1
    for (let at = start + fixed; at < start + length; at++) mentioned[envelopes]![vector[at]!] = 1
  }

  get definitions(): Definitions {
    return this.kinds.map(({ values }, kind) => {
      const numbers = [...values.keys()].filter((number) => this.mentioned[kind]![number] === 1)
      return { numbers, values: numbers.map((number) => values[number]) }
    })
  }
}

/** Reads vectors whose numbers are those of another search. */
export class Listener {
  private readonly system: TransitionSystem
  private readonly kinds: readonly Kind[]
  private readonly slots: Int32Array
  /** By kind and the other's number, the number here. */
  private readonly here: Int32Array[]

  constructor(system: TransitionSystem) {
    this.system = system
    this.kinds = kindsOf(system)
    this.slots = kindsOfSlots(system)
    this.here = this.kinds.map(() => new Int32Array(1024))
  }

  learn(definitions: Definitions): void {
    for (const [kind, { numbers, values }] of definitions.entries())
      for (const [index, number] of numbers.entries()) {
        const here = this.here[kind]!
        if (number >= here.length) {
          this.here[kind] = new Int32Array(2 * number)
          this.here[kind].set(here)
        }
        this.here[kind]![number] = this.kinds[kind]!.id(values[index])
      }
  }

  /** The number here of a message. */
  envelope(number: number): number {
    return this.here[envelopes]![number]!
  }

  /** The number here of a timer. */
  timer(number: number): number {
    return this.here.at(-1)![number]!
  }

  /** Writes a vector into `to`, in the numbers of this search; what stands in it has the same order in all. */
  read(vector: Int32Array, start: number, length: number, to: Int32Array): void {
    const { slots, here } = this
    const { fixed } = this.system
    for (let slot = 0; slot < fixed; slot++) {
      const kind = slots[slot]!
      const number = vector[start + slot]!
      to[slot] = kind < 0 ? number : here[kind]![number]!
    }
    const ofEnvelopes = here[envelopes]!
    for (let at = fixed; at < length; at++) to[at] = ofEnvelopes[vector[start + at]!]!
  }
}
