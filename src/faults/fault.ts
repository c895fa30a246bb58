import type { Micros } from '../kernel/time.ts'
import type { LinkOptions } from '../network/link.ts'
import type { PartitionShape } from '../network/partition.ts'
import type { DiskFaultKind } from '../storage/disk.ts'

/**
 * Something that goes wrong, as plain data. A fault with `lasts` (µs) ends by itself; without it, it lasts until the
 * fault that ends it, or until the scenario heals.
 */
export type Fault<Id extends string = string> =
  | { readonly type: 'crash'; readonly node: Id; readonly lasts?: Micros }
  | { readonly type: 'restart'; readonly node: Id }
  | { readonly type: 'pause'; readonly node: Id; readonly lasts?: Micros }
  | { readonly type: 'resume'; readonly node: Id }
  | { readonly type: 'slow'; readonly node: Id; readonly factor: number; readonly lasts?: Micros }
  | { readonly type: 'wipe'; readonly node: Id; readonly lasts?: Micros }
  | { readonly type: 'upgrade'; readonly node: Id; readonly to: string; readonly lasts?: Micros }
  | { readonly type: 'partition'; readonly cut: PartitionShape; readonly lasts?: Micros }
  | {
      readonly type: 'clog'
      readonly from: readonly Id[]
      readonly to: readonly Id[]
      readonly lasts?: Micros
    }
  | {
      readonly type: 'degrade'
      /** All nodes when left out. */
      readonly from?: readonly Id[]
      readonly to?: readonly Id[]
      readonly change: Partial<LinkOptions>
      readonly lasts?: Micros
    }
  | { readonly type: 'heal' }
  | { readonly type: 'clockJump'; readonly node: Id; readonly by: Micros }
  | { readonly type: 'clockDrift'; readonly node: Id; readonly drift: number; readonly lasts?: Micros }
  | { readonly type: 'disk'; readonly node: Id; readonly fault: DiskFaultKind; readonly lasts?: Micros }

export type FaultType = Fault['type']

interface Lasting {
  /** After how long it ends by itself, µs. */
  readonly lasts?: Micros
}

/** The node stops at once: volatile state and timers are gone. With `lasts` it restarts after that. */
export const crash = <Id extends string>(node: Id, options: Lasting = {}): Fault<Id> => ({
  type: 'crash',
  node,
  ...options,
})
/** A crashed node boots again, over what its disk kept. */
export const restart = <Id extends string>(node: Id): Fault<Id> => ({ type: 'restart', node })
/** The node stands still, as in a long garbage collection; then what came meanwhile happens at once, in order. */
export const pause = <Id extends string>(node: Id, options: Lasting = {}): Fault<Id> => ({
  type: 'pause',
  node,
  ...options,
})
/** Ends a pause. */
export const resume = <Id extends string>(node: Id): Fault<Id> => ({ type: 'resume', node })
/** The node takes `factor` times as long to handle anything (of the scenario's `handling`, or else of 100 µs). */
export const slow = <Id extends string>(node: Id, factor: number, options: Lasting = {}): Fault<Id> => ({
  type: 'slow',
  node,
  factor,
  ...options,
})
/** The node stops and its disk is lost. With `lasts` it comes back empty after that. */
export const wipe = <Id extends string>(node: Id, options: Lasting = {}): Fault<Id> => ({
  type: 'wipe',
  node,
  ...options,
})
/** The node restarts, after `lasts` (at once unless told), as the version `to` of the scenario's `versions`. */
export const upgrade = <Id extends string>(node: Id, to: string, options: Lasting = {}): Fault<Id> => ({
  type: 'upgrade',
  node,
  to,
  ...options,
})
/** Cuts the groups from each other, both ways; nodes in no group see everyone. */
export const partition = <const Id extends string>(
  groups: readonly (readonly Id[])[],
  options: Lasting = {},
): Fault<Id> => ({ type: 'partition', cut: { shape: 'groups', groups }, ...options })
/** What `from` sends does not reach `to`; the way back is open. */
export const partitionOneWay = <const Id extends string>(
  from: readonly Id[],
  to: readonly Id[],
  options: Lasting = {},
): Fault<Id> => ({ type: 'partition', cut: { shape: 'oneWay', from, to }, ...options })
/** Cuts the sides from each other; the bridge sees both. */
export const partitionBridge = <const Id extends string>(
  bridge: Id,
  sides: readonly (readonly Id[])[],
  options: Lasting = {},
): Fault<Id> => ({ type: 'partition', cut: { shape: 'bridge', bridge, sides }, ...options })
/** Each node sees a majority, and no two the same one. */
export const partitionRing = <const Id extends string>(
  ring: readonly Id[],
  options: Lasting = {},
): Fault<Id> => ({
  type: 'partition',
  cut: { shape: 'ring', ring },
  ...options,
})
/** Cuts one node from all others. */
export const isolate = <Id extends string>(node: Id, options: Lasting = {}): Fault<Id> => ({
  type: 'partition',
  cut: { shape: 'isolate', node },
  ...options,
})
/** Messages on these links are held, and arrive when the clog ends. */
export const clog = <const Id extends string>(
  from: readonly Id[],
  to: readonly Id[],
  options: Lasting = {},
): Fault<Id> => ({ type: 'clog', from, to, ...options })
/** Changes how links behave: `degrade({ loss: percent(30) }, { from: ['n1'] })`. */
export const degrade = <const Id extends string>(
  change: Partial<LinkOptions>,
  options: Lasting & { from?: readonly Id[]; to?: readonly Id[] } = {},
): Fault<Id> => ({ type: 'degrade', change, ...options })
/** Ends every partition, clog and degradation. */
export const heal = (): Fault<never> => ({ type: 'heal' })
/** The node's clock is set forward, or back when negative, by so many µs. */
export const clockJump = <Id extends string>(node: Id, by: Micros): Fault<Id> => ({
  type: 'clockJump',
  node,
  by,
})
/** The node's clock runs `drift` millionths too fast, or too slow when negative. */
export const clockDrift = <Id extends string>(node: Id, drift: number, options: Lasting = {}): Fault<Id> => ({
  type: 'clockDrift',
  node,
  drift,
  ...options,
})
/** Something is wrong with the node's disk. */
export const diskFault = <Id extends string>(
  node: Id,
  fault: DiskFaultKind,
  options: Lasting = {},
): Fault<Id> => ({ type: 'disk', node, fault, ...options })

/** A fault and when it strikes, µs of true time. */
export interface TimedFault<Id extends string = string> {
  readonly at: Micros
  readonly fault: Fault<Id>
}

/** `at(ms(120), crash('n1'))`. */
export const at = <Id extends string>(time: Micros, fault: Fault<Id>): TimedFault<Id> => ({ at: time, fault })

/** The states of all nodes by name, as a condition sees them. */
export type States = Readonly<Record<string, unknown>>

/**
 * A fault that strikes when the states first meet a condition, once a run:
 * `{ when: ({ alice, bob }) => isUncertain(alice) && isUncertain(bob), fault: crash('coordinator') }`.
 */
export interface ConditionalFault<Id extends string = string, Nodes = States> {
  readonly when: (states: Nodes) => boolean
  readonly fault: Fault<Id>
  /** How long after the condition is met, µs; 0 unless told. */
  readonly delay?: Micros
}
