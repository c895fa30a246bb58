import type { NodeId } from '../../node/context.ts'
import { type ConsistentHashingBug, consistentHashingBugs } from './bugs.ts'
import { hashRing } from './placement/hash-ring.ts'
import { jump } from './placement/jump.ts'
import { maglev } from './placement/maglev.ts'
import { membershipOf } from './placement/membership.ts'
import { modulo } from './placement/modulo.ts'
import type { Member, Placement } from './placement/placement.ts'
import { rendezvous } from './placement/rendezvous.ts'
import { RingPlacement } from './placement/ring.ts'
import { transfers } from './placement/transfers.ts'

/** The ways in which the store can place its keys. */
export const placements = {
  ring: (members, virtualNodes) => hashRing(members, { virtualNodes }),
  rendezvous: (members) => rendezvous(members),
  jump: (members) => jump(members),
  maglev: (members) => maglev(members),
  modulo: (members) => modulo(members),
} as const satisfies Readonly<Record<string, (members: readonly Member[], virtualNodes: number) => Placement>>

export type PlacementName = keyof typeof placements

/** What it depends on besides the members which nodes hold a key. */
export interface PlacementSettings {
  readonly placement: PlacementName
  readonly virtualNodes: number
  readonly replicas: number
  readonly bug: ConsistentHashingBug | null
}

/**
 * How keys are partitioned and replicated among a set of members (DeCandia et al. 2007, §4.2 and §4.3). It never
 * changes: what it has worked out once is the answer for all who have these members.
 */
export class Partitioning {
  readonly settings: PlacementSettings
  readonly placement: Placement
  /** The members with their weights, in words: the same whatever their order. */
  readonly members: string
  readonly #lists = new Map<string, readonly NodeId[]>()
  readonly #changes = new WeakMap<Partitioning, Repartitioning>()

  constructor(settings: PlacementSettings, placement: Placement, members: string) {
    this.settings = settings
    this.placement = placement
    this.members = members
  }

  /** The nodes that hold `key`, the primary first (§4.3). */
  preferenceList(key: string): readonly NodeId[] {
    let list = this.#lists.get(key)
    if (list === undefined) {
      if (this.#lists.size >= LISTS_MAX) this.#lists.clear()
      list = this.placement.place(key, this.settings.replicas)
      this.#lists.set(key, list)
    }
    return list
  }

  /** The change that makes this partitioning of an earlier one. */
  changedFrom(before: Partitioning): Repartitioning {
    let change = this.#changes.get(before)
    if (change === undefined) {
      change = new Repartitioning(before, this)
      this.#changes.set(before, change)
    }
    return change
  }
}

/** One partitioning in the place of another; it never changes either. */
export class Repartitioning {
  readonly before: Partitioning
  readonly after: Partitioning
  #receivers: ReadonlySet<NodeId> | null = null

  constructor(before: Partitioning, after: Partitioning) {
    this.before = before
    this.after = after
  }

  /** Whether `node` holds `key` afterwards and did not before. */
  givesKey(node: NodeId, key: string): boolean {
    return this.after.preferenceList(key).includes(node) && !this.before.preferenceList(key).includes(node)
  }

  /** Whether `node` may hold any key afterwards that it did not before; rings tell by their ranges, others by nothing. */
  mayGive(node: NodeId): boolean {
    this.#receivers ??= new Set(receiversOf(this))
    return this.#receivers.has(node)
  }
}

function receiversOf({ before, after }: Repartitioning): readonly NodeId[] {
  if (!(before.placement instanceof RingPlacement && after.placement instanceof RingPlacement))
    return after.placement.nodes
  return transfers(before.placement, after.placement, after.settings.replicas).flatMap((range) =>
    range.after.filter((holder) => !range.before.includes(holder)),
  )
}

/** Partitionings by all that they depend on, so that equal members share one; what is forgotten is worked out anew. */
const partitionings = new Map<string, Partitioning>()
const PARTITIONINGS_MAX = 500
const LISTS_MAX = 2_000
/** The same by the list of members itself, which nobody changes once it is in a view. */
const ofList = new WeakMap<readonly Member[], Partitioning>()

/** The partitioning of keys among `members`, whose order does not matter; only a planted bug may make it matter. */
export function partitioningOf(settings: PlacementSettings, members: readonly Member[]): Partitioning {
  const known = ofList.get(members)
  if (known !== undefined && isUnder(known.settings, settings)) return known
  const { placement, virtualNodes, replicas, bug } = settings
  const names = members.map(({ id, weight = 1 }) => `${id}*${weight}`)
  const set = names.toSorted().join(' ')
  const plant = bug === null ? undefined : consistentHashingBugs[bug].plant
  const name = `${placement}/${virtualNodes}/${replicas}/${bug} ${plant ? names.join(' ') : set}`
  let partitioning = partitionings.get(name)
  if (partitioning === undefined) {
    if (partitionings.size >= PARTITIONINGS_MAX) partitionings.clear()
    const placed = plant
      ? plant(members, { virtualNodes })
      : placements[placement](membershipOf(members), virtualNodes)
    partitioning = new Partitioning({ placement, virtualNodes, replicas, bug }, placed, set)
    partitionings.set(name, partitioning)
  }
  ofList.set(members, partitioning)
  return partitioning
}

function isUnder(a: PlacementSettings, b: PlacementSettings): boolean {
  return (
    a.placement === b.placement &&
    a.virtualNodes === b.virtualNodes &&
    a.replicas === b.replicas &&
    a.bug === b.bug
  )
}
