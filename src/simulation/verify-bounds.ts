import type { States } from '../faults/fault.ts'
import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'

/**
 * How messages behave in a search.
 * - `unordered`: each is delivered once, in any order.
 * - `ordered`: each is delivered once, those of one link in the order in which they were sent.
 * - `set`: what was sent stays for ever, and may be delivered at any time, any number of times (as in TLA+).
 * - `duplicating`: the same, but for those that are dropped.
 */
export type VerifyNetwork = 'unordered' | 'ordered' | 'set' | 'duplicating'

/**
 * Within what limits `verify` looks at everything that can happen. The first group belongs to the question: a verdict
 * holds for so many failures. The second bounds the search: if one of them runs out, there is no verdict.
 */
export interface VerifyBounds<Id extends string = string, S = States> {
  /** `unordered` unless told. */
  readonly network?: VerifyNetwork
  /** How many crashes in all; none unless told. A node that is down may restart at any time. */
  readonly crashes?: number
  /** How many restarts in all; as many as there are crashes unless told. */
  readonly restarts?: number
  /** The nodes that may crash; all but clients unless told. */
  readonly mayCrash?: readonly Id[]
  /** How many messages are lost in all; none unless told. */
  readonly drops?: number
  /** How many messages are delivered once more than sent, in all; none unless told. */
  readonly duplicates?: number
  /**
   * How often timers fire at each node, or at those that are named; as often as they are set unless told. Where what
   * must come to hold waits for another, there is no verdict.
   */
  readonly timeouts?: number | { readonly [Node in Id]?: number }
  /**
   * Whether timers are longer than messages take, as in a synchronous system: none fires while a message is under way,
   * nor while one that was set for a shorter time is set anywhere. Unless told, any timer may fire at any moment. Where
   * what must come to hold waits for one that has to wait for ever, there is no verdict.
   */
  readonly synchronous?: boolean
  /** The states that are looked at; what comes after another is left out (TLC's CONSTRAINT). */
  readonly within?: (states: S) => boolean
  /** The states in which everything may come to an end; any unless told. */
  readonly mayEnd?: (states: S) => boolean
  /**
   * Groups of nodes that can be exchanged for each other: what differs in their names alone is looked at once. Handlers
   * are held to it; that properties and conditions treat them alike is the scenario's promise.
   */
  readonly symmetry?: readonly (readonly Id[])[]

  /** How many steps deep to look at most. */
  readonly depth?: number
  /** How many states to visit: once there are so many, no step is taken from those found last. */
  readonly states?: number
  /**
   * How much memory for all that the search holds, in megabytes; 1,000 unless told. The states of single nodes, messages,
   * histories and what handlers make of them are estimated by the length of their texts; what Node itself takes (some
   * 50 MB for each thread) is not counted.
   */
  readonly memory?: number
}

const networks: readonly VerifyNetwork[] = ['unordered', 'ordered', 'set', 'duplicating']
const counts = [
  'crashes',
  'restarts',
  'drops',
  'duplicates',
  'depth',
  'states',
  'memory',
] as const satisfies (keyof VerifyBounds)[]
const names: readonly string[] = [
  ...counts,
  'network',
  'timeouts',
  'mayCrash',
  'symmetry',
  'synchronous',
  'within',
  'mayEnd',
] satisfies (keyof VerifyBounds)[]

/** @throws UsageError for bounds that make no sense, naming the mend; `where` says whose they are. */
export function validateVerifyBounds(bounds: VerifyBounds, nodes: readonly string[], where: string): void {
  for (const name of Object.keys(bounds))
    if (!names.includes(name))
      throw new UsageError(
        `Expected ${where} to bound ${names.join(', ')}, got '${name}'.${didYouMean(name, names)}`,
      )
  for (const name of counts) {
    const value = bounds[name]
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw new UsageError(`Expected ${where}.${name} to be a whole number, 0 or more, got ${String(value)}.`)
  }
  for (const name of ['within', 'mayEnd'] as const)
    if (bounds[name] !== undefined && typeof bounds[name] !== 'function')
      throw new UsageError(
        `Expected ${where}.${name} to be a function of the states, got ${typeof bounds[name]}.`,
      )
  const { network = 'unordered', drops = 0, duplicates = 0, mayCrash = [], synchronous = false } = bounds
  if (typeof synchronous !== 'boolean')
    throw new UsageError(
      `Expected ${where}.synchronous to be true or false, got ${JSON.stringify(synchronous)}.`,
    )
  if (synchronous && (network === 'set' || network === 'duplicating'))
    throw new UsageError(
      `Expected no ${where}.synchronous in a network '${network}', where messages are under way for ever and no timer would fire; write network: 'unordered' or 'ordered'.`,
    )
  if (!networks.includes(network))
    throw new UsageError(
      `Expected ${where}.network to be one of ${networks.join(', ')}, got '${network}'.${didYouMean(network, networks)}`,
    )
  if (network === 'set' && drops > 0)
    throw new UsageError(
      `Expected no ${where}.drops in a network that is a set, as a message that is never delivered is as good as lost there; leave drops out, or write network: 'duplicating'.`,
    )
  if ((network === 'set' || network === 'duplicating') && duplicates > 0)
    throw new UsageError(
      `Expected no ${where}.duplicates in a network '${network}', where everything may be delivered again anyway; leave duplicates out, or write network: 'unordered'.`,
    )
  for (const id of mayCrash)
    if (!nodes.includes(id))
      throw new UsageError(
        `Expected ${where}.mayCrash to name nodes (${nodes.join(', ')}), got '${id}'.${didYouMean(id, nodes)}`,
      )
  const symmetric = (bounds.symmetry ?? []).flat()
  for (const id of symmetric)
    if (!nodes.includes(id) || symmetric.indexOf(id) !== symmetric.lastIndexOf(id))
      throw new UsageError(
        `Expected ${where}.symmetry to be groups of nodes (${nodes.join(', ')}), each named once, got '${id}'.${didYouMean(id, nodes)}`,
      )
  validateTimeouts(bounds.timeouts ?? {}, nodes, where)
}

function validateTimeouts(
  timeouts: NonNullable<VerifyBounds['timeouts']>,
  nodes: readonly string[],
  where: string,
): void {
  const each = typeof timeouts === 'number' ? { '': timeouts } : timeouts
  for (const [id, most] of Object.entries(each)) {
    if (id !== '' && !nodes.includes(id))
      throw new UsageError(
        `Expected ${where}.timeouts to name nodes (${nodes.join(', ')}), got '${id}'.${didYouMean(id, nodes)}`,
      )
    if (!(Number.isSafeInteger(most) && most! >= 0))
      throw new UsageError(
        `Expected ${where}.timeouts${id && `.${id}`} to be a whole number, 0 or more, got ${String(most)}.`,
      )
  }
}
