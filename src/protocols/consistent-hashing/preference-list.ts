import type { NodeId } from '../../node/context.ts'
import { type ConsistentHashingBug, consistentHashingBugs } from './bugs.ts'
import { hashRing } from './placement/hash-ring.ts'
import { jump } from './placement/jump.ts'
import { maglev } from './placement/maglev.ts'
import { modulo } from './placement/modulo.ts'
import type { Member, Placement } from './placement/placement.ts'
import { rendezvous } from './placement/rendezvous.ts'
import { RingPlacement } from './placement/ring.ts'
import { transfers } from './placement/transfers.ts'
import type { View } from './view.ts'

/** The ways in which the store can place its keys. */
export const placements = {
  ring: (members, virtualNodes) => hashRing(members, { virtualNodes }),
  rendezvous: (members) => rendezvous(members),
  jump: (members) => jump(members),
  maglev: (members) => maglev(members),
  modulo: (members) => modulo(members),
} as const satisfies Readonly<Record<string, (members: readonly Member[], virtualNodes: number) => Placement>>

export type PlacementName = keyof typeof placements

/** What a placement depends on besides its members. */
export interface PlacementSettings {
  readonly placement: PlacementName
  readonly virtualNodes: number
  readonly bug: ConsistentHashingBug | null
}

interface Placed {
  readonly kind: PlacementName
  readonly virtualNodes: number
  readonly bug: ConsistentHashingBug | null
  readonly placement: Placement
  /** The preference lists asked for so far, by key and number of replicas. */
  readonly lists: Map<string, readonly NodeId[]>
}

/**
 * Placements made so far, by all that they depend on: a memo of a pure function, so that a placement is computed once
 * for a membership and not for each request.
 */
const placed = new Map<string, Placed>()
const PLACED_MAX = 500
/** The same by the list of members itself, which nobody changes once it is in a view. */
const placedOfList = new WeakMap<readonly Member[], Placed>()
const LISTS_MAX = 20_000

/** The placement of keys on `members`. */
export function placementOf(settings: PlacementSettings, members: readonly Member[]): Placement {
  return placedOn(settings, members).placement
}

/**
 * The preference list of `key` (DeCandia et al. 2007, §4.3): the nodes among `members` that hold it, the primary first.
 */
export function preferenceList(
  settings: PlacementSettings & { readonly replicas: number },
  members: readonly Member[],
  key: string,
): readonly NodeId[] {
  const { placement, lists } = placedOn(settings, members)
  const name = `${settings.replicas}/${key}`
  let list = lists.get(name)
  if (list === undefined) {
    if (lists.size >= LISTS_MAX) lists.clear()
    list = placement.place(key, settings.replicas)
    lists.set(name, list)
  }
  return list
}

/** Whether `node` newly holds `key` in a view that is not complete, and has yet to get it from its replicas before. */
export function receives(
  settings: PlacementSettings & { readonly replicas: number },
  view: View,
  node: NodeId,
  key: string,
): boolean {
  if (!preferenceList(settings, view.members, key).includes(node)) return false
  return view.rebuilding.includes(node) || !preferenceList(settings, view.base, key).includes(node)
}

/** The last answer to who receives ranges on the way to a placement. */
const receivers = new WeakMap<
  Placement,
  { readonly before: Placement; readonly replicas: number; readonly nodes: ReadonlySet<NodeId> }
>()

/** Whether `node` may newly hold any key in a view that is not complete; rings tell by their ranges, others by nothing. */
export function receivesAny(
  settings: PlacementSettings & { readonly replicas: number },
  view: View,
  node: NodeId,
): boolean {
  const before = placementOf(settings, view.base)
  const after = placementOf(settings, view.members)
  if (view.rebuilding.includes(node)) return true
  if (!(before instanceof RingPlacement && after instanceof RingPlacement)) return true
  const { replicas } = settings
  let known = receivers.get(after)
  if (known?.before !== before || known.replicas !== replicas) {
    const nodes = transfers(before, after, replicas).flatMap((range) =>
      range.after.filter((holder) => !range.before.includes(holder)),
    )
    known = { before, replicas, nodes: new Set(nodes) }
    receivers.set(after, known)
  }
  return known.nodes.has(node)
}

function placedOn(settings: PlacementSettings, members: readonly Member[]): Placed {
  const { placement, virtualNodes, bug } = settings
  const latest = placedOfList.get(members)
  if (latest?.kind === placement && latest.virtualNodes === virtualNodes && latest.bug === bug) return latest
  let name = `${bug ?? placement}/${virtualNodes}`
  for (const { id, weight = 1 } of members) name += ` ${id}*${weight}`
  let result = placed.get(name)
  if (result === undefined) {
    if (placed.size >= PLACED_MAX) placed.clear()
    // Of a draft, no part may be kept beyond its handler.
    const own = members.map(({ id, weight = 1 }) => ({ id, weight }))
    result = { kind: placement, virtualNodes, bug, placement: build(settings, own), lists: new Map() }
    placed.set(name, result)
  }
  placedOfList.set(members, result)
  return result
}

function build({ bug, placement, virtualNodes }: PlacementSettings, members: readonly Member[]): Placement {
  const plant = bug === null ? undefined : consistentHashingBugs[bug].plant
  return plant ? plant(members, { virtualNodes }) : placements[placement](members, virtualNodes)
}
