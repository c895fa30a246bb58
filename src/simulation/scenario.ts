import type { Property } from '../checkers/property.ts'
import type { ConditionalFault, States, TimedFault } from '../faults/fault.ts'
import type { FaultGenerator } from '../faults/generator.ts'
import { validateFault } from '../faults/validate.ts'
import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'
import { formatTime, type Micros } from '../kernel/time.ts'
import { type NetworkOptions, validateNetwork } from '../network/network.ts'
import { type ClockOptions, validateClock } from '../node/clock.ts'
import type { NodeSpec } from '../node/definition.ts'
import type { StorageLatencies } from '../node/host.ts'
import { type VerifyBounds, validateVerifyBounds } from './verify-bounds.ts'

type Nodes = Readonly<Record<string, NodeSpec>>

/** The states of a scenario's nodes, by name. */
export type StatesOfNodes<N extends Nodes> = {
  readonly [Id in keyof N]: N[Id] extends NodeSpec<infer State> ? State : never
}

/** Where faults come from: at a time, on a condition, or drawn from the seed. */
export type FaultSource<Id extends string = string, S = States> =
  | TimedFault<Id>
  | ConditionalFault<Id, S>
  | FaultGenerator

/** What a scenario is made of; everything but the code of nodes, conditions and properties is plain data. */
export interface ScenarioParts<N extends Nodes> {
  /** What one learns from it, in a sentence. */
  readonly title: string
  readonly nodes: N
  readonly network?: NetworkOptions
  /** How long storage takes; no time unless told. */
  readonly storage?: Partial<StorageLatencies>
  /** Which clocks are off; they are true unless told. */
  readonly clocks?: { readonly [Id in keyof N]?: ClockOptions }
  /** How long a node takes to handle anything, µs; no time unless told. */
  readonly handling?: Micros
  readonly faults?: readonly FaultSource<keyof N & string, StatesOfNodes<N>>[]
  /** Other versions of nodes, by the names that `upgrade` faults use. */
  readonly versions?: Nodes
  /** When all faults end: nodes restart, links are whole, clocks run at their usual rate. `eventually` counts from here. */
  readonly healAt?: Micros
  /** When a run ends, µs. */
  readonly until: Micros
  /** The most events of a run; it is undecided when it needs more. */
  readonly events?: number
  /**
   * What search strategies tell apart in the nodes' states, as a short text out of not too many; unless told, booleans,
   * words, what is null, and the order of counters.
   */
  readonly abstract?: (states: StatesOfNodes<N>) => string
  /** What every run must uphold. */
  readonly holds?: readonly Property[]
  /** What some run must violate: this is what the scenario shows. */
  readonly violates?: readonly Property[]
  /** What some run must reach (`sometimes`). */
  readonly reaches?: readonly Property[]
  /** Within what limits `verify` looks at everything that can happen; faults and the network are its own then. */
  readonly verify?: VerifyBounds<keyof N & string, StatesOfNodes<N>>
}

/** A scenario, checked and complete. */
export interface Scenario {
  readonly title: string
  readonly nodes: Nodes
  readonly network: NetworkOptions
  readonly storage: StorageLatencies
  readonly clocks: Readonly<Record<string, ClockOptions>>
  readonly handling: Micros
  readonly faults: readonly FaultSource[]
  readonly versions: Nodes
  readonly healAt: Micros | null
  readonly until: Micros
  readonly events: number
  readonly abstract: ((states: States) => string) | null
  readonly holds: readonly Property[]
  readonly violates: readonly Property[]
  readonly reaches: readonly Property[]
  readonly verify: VerifyBounds | null
}

/**
 * Describes a world: nodes, network, faults, and what is to be seen in it. A scenario and a seed are a run.
 * @throws UsageError for anything that does not fit together, naming the place and the mend.
 */
export function scenario<const N extends Nodes>(parts: ScenarioParts<N>): Scenario {
  const ids = validateNodes(parts.nodes)
  const at = (where: string) => `${where} of the scenario '${parts.title}'`
  if (typeof parts.title !== 'string' || parts.title === '')
    throw new UsageError(
      "Expected a scenario to have a title that says what one learns, such as 'A leader dies'.",
    )
  validateNetwork(parts.network ?? {}, ids)
  for (const [name, value] of [
    ['until', parts.until],
    ['healAt', parts.healAt ?? 0],
    ['handling', parts.handling ?? 0],
    ...Object.entries(parts.storage ?? {}).map(([key, time]) => [`storage.${key}`, time] as const),
  ] as const)
    if (!Number.isSafeInteger(value) || value < 0)
      throw new UsageError(
        `Expected ${at(name)} to be a time in whole µs, 0 or more (write seconds(10), ms(5), …), got ${JSON.stringify(value)}.`,
      )
  const { healAt } = parts
  if (healAt !== undefined && healAt > parts.until)
    throw new UsageError(
      `Expected ${at('healAt')} to be before its end (until is ${formatTime(parts.until)}), got ${formatTime(healAt)}.`,
    )
  for (const [id, clock] of Object.entries<ClockOptions | undefined>(parts.clocks ?? {})) {
    if (!ids.includes(id))
      throw new UsageError(`Expected ${at('clocks')} to name nodes (${ids.join(', ')}), got '${id}'.`)
    validateClock(clock ?? {}, at(`clocks.${id}`))
  }
  const { events } = parts
  if (events !== undefined && !(Number.isSafeInteger(events) && events >= 1))
    throw new UsageError(`Expected ${at('events')} to be a whole number, 1 or more, got ${events}.`)
  for (const [name, version] of Object.entries(parts.versions ?? {}))
    if (version?.definition === undefined)
      throw new UsageError(
        `Expected ${at(`versions.${name}`)} to be made by a definition, such as raft({ … }), got ${typeof version}; is a call () missing?`,
      )
  for (const name of Object.keys(parts.storage ?? {}))
    if (!storageNames.includes(name))
      throw new UsageError(
        `Expected ${at('storage')} to say how long ${storageNames.join(', ')} take, got '${name}'.${didYouMean(name, storageNames)}`,
      )
  const versions = Object.keys(parts.versions ?? {})
  const faults = (parts.faults ?? []) as readonly FaultSource[]
  for (const [index, source] of faults.entries()) {
    const where = at(`faults[${index}]`)
    if ('generate' in source) continue
    validateFault(source.fault, ids, versions, where)
    if ('at' in source && (!Number.isSafeInteger(source.at) || source.at < 0))
      throw new UsageError(`Expected the time of ${where} to be whole µs, 0 or more, got ${source.at}.`)
    if ('when' in source && typeof source.when !== 'function')
      throw new UsageError(
        `Expected when of ${where} to be a function of the states, got ${typeof source.when}.`,
      )
    const delay = 'when' in source ? (source.delay ?? 0) : 0
    if (!Number.isSafeInteger(delay) || delay < 0)
      throw new UsageError(`Expected the delay of ${where} to be whole µs, 0 or more, got ${delay}.`)
    if ('at' in source && healAt !== undefined && source.at >= healAt)
      throw new UsageError(
        `Expected ${where} to strike before healAt (${formatTime(healAt)}), got ${formatTime(source.at)}.`,
      )
  }
  validateProperties(parts, ids)
  const verify = (parts.verify ?? null) as VerifyBounds | null
  if (verify !== null) validateVerifyBounds(verify, ids, at('verify'))
  return Object.freeze({
    title: parts.title,
    nodes: parts.nodes,
    network: parts.network ?? {},
    storage: { persist: 0, read: 0, write: 0, fsync: 0, ...parts.storage },
    clocks: (parts.clocks ?? {}) as Readonly<Record<string, ClockOptions>>,
    handling: parts.handling ?? 0,
    faults,
    versions: parts.versions ?? {},
    healAt: healAt ?? null,
    until: parts.until,
    events: parts.events ?? Number.POSITIVE_INFINITY,
    abstract: (parts.abstract as ((states: States) => string) | undefined) ?? null,
    holds: parts.holds ?? [],
    violates: parts.violates ?? [],
    reaches: parts.reaches ?? [],
    verify,
  })
}

const storageNames: readonly string[] = [
  'persist',
  'read',
  'write',
  'fsync',
] satisfies (keyof StorageLatencies)[]

/** Whether a value is a scenario: what a scenario file must export by default. */
export function isScenario(value: unknown): value is Scenario {
  const candidate = value as Partial<Scenario> | null
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.title === 'string' &&
    typeof candidate.nodes === 'object' &&
    Array.isArray(candidate.holds)
  )
}

function validateNodes(nodes: Nodes): string[] {
  const ids = Object.keys(nodes ?? {})
  if (ids.length === 0)
    throw new UsageError('Expected a scenario to have nodes, such as nodes: cluster(3, raft()), got none.')
  for (const id of ids) {
    if (/^\d+$/.test(id))
      throw new UsageError(
        `Expected names of nodes that are not plain numbers (JavaScript would reorder them), got '${id}'; write 'n${id}'.`,
      )
    if (/[>~\s|{}]/.test(id))
      throw new UsageError(
        `Expected names of nodes without spaces and without any of > ~ | { }, got '${id}'.`,
      )
    if (nodes[id]?.definition === undefined)
      throw new UsageError(
        `Expected nodes.${id} to be made by a definition, such as raft({ … }), got ${typeof nodes[id]}; is a call () missing?`,
      )
  }
  return ids
}

function validateProperties<N extends Nodes>(parts: ScenarioParts<N>, ids: readonly string[]): void {
  const kinds = new Set(ids.map((id) => parts.nodes[id]!.kind))
  const names = new Set<string>()
  for (const list of ['holds', 'violates', 'reaches'] as const)
    for (const property of parts[list] ?? []) {
      if (typeof property?.monitor !== 'function')
        throw new UsageError(
          `Expected ${list} of the scenario '${parts.title}' to list properties, made by always(…), eventually(…), …, got ${String(property)}.`,
        )
      if (names.has(property.name))
        throw new UsageError(
          `Expected each property once in the scenario '${parts.title}', got '${property.name}' twice.`,
        )
      names.add(property.name)
      if ((property.type === 'sometimes') !== (list === 'reaches'))
        throw new UsageError(
          list === 'reaches'
            ? `Expected reaches of the scenario '${parts.title}' to list sometimes(…), got the ${property.type} property '${property.name}'.`
            : `Expected sometimes('${property.name}') under reaches of the scenario '${parts.title}', not under ${list}.`,
        )
      for (const kind of property.kinds)
        if (!kinds.has(kind))
          throw new UsageError(
            `Expected the scenario '${parts.title}' to have nodes of the kind '${kind}', which its property '${property.name}' reads; it has ${[...kinds].join(', ')}.`,
          )
    }
}
