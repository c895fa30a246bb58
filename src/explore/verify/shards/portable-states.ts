import type { Configurations } from '../states/configurations.ts'
import type { ClientHistories } from '../states/histories.ts'
import type { Envelope, LocalState } from '../states/local-states.ts'
import type { TransitionSystem } from '../states/transition-system.ts'

/**
 * What the numbers in vectors stand for, as plain data that another process can read: for each kind (local states,
 * envelopes, configurations, what each property remembers, what clients saw) the numbers and, beside them, their values.
 */
export type Definitions = readonly {
  readonly numbers: readonly number[]
  readonly values: readonly unknown[]
}[]

/** A configuration in the numbers of the search that tells of it: the node's state, then the messages that wait. */
type PortableConfiguration = readonly number[]

/** Values of one kind, which each search numbers in its own way. */
interface Kind {
  readonly size: number
  value(number: number): unknown
  /** The number of a value in this search, as told in the numbers of another. */
  id(value: unknown, teller: Listener): number
}

/** The kinds of what a search numbers, timers being the last, in an order that every search of a scenario shares. */
function kindsOf({ local, configurations, memories, histories }: TransitionSystem): readonly Kind[] {
  const interned = (values: readonly unknown[], id: (value: never) => number): Kind => ({
    get size() {
      return values.length
    },
    value: (number) => values[number],
    id: (value) => id(value as never),
  })
  return [
    interned(local.locals.values, (value: LocalState) => local.localId(value)),
    interned(local.envelopes.values, (value: Envelope) => local.envelopeId(value)),
    {
      get size() {
        return configurations.size
      },
      value: (number): PortableConfiguration => [
        configurations.localOf(number),
        ...configurations.messagesOf(number),
      ],
      id(value, teller) {
        const [state, ...messages] = value as PortableConfiguration
        return configurations.of(
          teller.local(state!),
          messages.map((envelope) => teller.envelope(envelope)),
        )
      },
    },
    ...memories.map((memory) => interned(memory.values.values, (value: object) => memory.id(value))),
    ...(histories === null
      ? []
      : [interned(histories.values.values, (value: ClientHistories) => histories.id(value))]),
    interned(local.timers.values, (value: string) => local.timerId(value)),
  ]
}

/** The first kinds. */
const locals = 0
const envelopes = 1
const configurationsKind = 2
const others = 3

/** By slot of a vector, the kind of what its number stands for; -1 for what is a number itself. */
function kindsOfSlots({ local, memoriesAt, memories, historyAt, length }: TransitionSystem): Int32Array {
  const kinds = new Int32Array(length).fill(-1)
  kinds.fill(configurationsKind, 0, local.ids.length)
  for (const index of memories.keys()) kinds[memoriesAt + index] = others + index
  if (historyAt >= 0) kinds[historyAt] = others + memories.length
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
    return this.kinds.map((of, kind) => {
      const { size } = of
      const from = this.told[kind]!
      this.told[kind] = size
      const numbers = Array.from({ length: size - from }, (_, index) => from + index)
      return { numbers, values: numbers.map((number) => of.value(number)) }
    })
  }
}

/** What the numbers in some vectors stand for, and all timers. */
export class Glossary {
  private readonly configurations: Configurations
  private readonly kinds: readonly Kind[]
  private readonly slots: Int32Array
  private readonly mentioned: readonly Uint8Array[]

  constructor(system: TransitionSystem) {
    this.configurations = system.configurations
    this.kinds = kindsOf(system)
    this.slots = kindsOfSlots(system)
    this.mentioned = this.kinds.map(({ size }) => new Uint8Array(size))
    this.mentioned.at(-1)!.fill(1)
  }

  /** Takes in what stands in a vector from `start` on. */
  mention(vector: Int32Array, start: number): void {
    const { slots, mentioned } = this
    for (let slot = 0; slot < slots.length; slot++)
      if (slots[slot]! >= 0) mentioned[slots[slot]!]![vector[start + slot]!] = 1
  }

  get definitions(): Definitions {
    const { configurations, mentioned } = this
    for (const [number, isMentioned] of mentioned[configurationsKind]!.entries()) {
      if (isMentioned === 0) continue
      mentioned[locals]![configurations.localOf(number)] = 1
      for (const envelope of configurations.messagesOf(number)) mentioned[envelopes]![envelope] = 1
    }
    return this.kinds.map((of, kind) => {
      const numbers = [...mentioned[kind]!.keys()].filter((number) => mentioned[kind]![number] === 1)
      return { numbers, values: numbers.map((number) => of.value(number)) }
    })
  }
}

/** Reads vectors whose numbers are those of another search. */
export class Listener {
  private readonly kinds: readonly Kind[]
  private readonly slots: Int32Array
  /** By kind and the other's number, the number here. */
  private readonly here: Int32Array[]

  constructor(system: TransitionSystem) {
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
        this.here[kind]![number] = this.kinds[kind]!.id(values[index], this)
      }
  }

  /** The number here of a node's state. */
  local(number: number): number {
    return this.here[locals]![number]!
  }

  /** The number here of a message. */
  envelope(number: number): number {
    return this.here[envelopes]![number]!
  }

  /** The number here of a timer. */
  timer(number: number): number {
    return this.here.at(-1)![number]!
  }

  /** Writes a vector into `to` from `at` on, in the numbers of this search. */
  read(vector: Int32Array, start: number, to: Int32Array, at: number): void {
    const { slots, here } = this
    for (let slot = 0; slot < slots.length; slot++) {
      const kind = slots[slot]!
      const number = vector[start + slot]!
      to[at + slot] = kind < 0 ? number : here[kind]![number]!
    }
  }
}
