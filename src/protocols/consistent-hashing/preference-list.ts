import type { NodeId } from '../../node/context.ts'
import { type PlacementSettings, partitioningOf, type Repartitioning } from './partitioning.ts'
import type { Member, Placement } from './placement/placement.ts'
import type { View } from './view.ts'

/** The placement of keys on `members`. */
export function placementOf(settings: PlacementSettings, members: readonly Member[]): Placement {
  return partitioningOf(settings, members).placement
}

/**
 * The preference list of `key` (DeCandia et al. 2007, §4.3): the nodes among `members` that hold it, the primary first.
 */
export function preferenceList(
  settings: PlacementSettings,
  members: readonly Member[],
  key: string,
): readonly NodeId[] {
  return partitioningOf(settings, members).preferenceList(key)
}

/** The change that a view makes: from how keys are partitioned among its base to how they are among its members. */
export function changeOf(settings: PlacementSettings, { base, members }: View): Repartitioning {
  return partitioningOf(settings, members).changedFrom(partitioningOf(settings, base))
}

/** Whether `node` newly holds `key` in a view that is not complete, and has yet to get it from its replicas before. */
export function receives(settings: PlacementSettings, view: View, node: NodeId, key: string): boolean {
  if (view.rebuilding.includes(node)) return preferenceList(settings, view.members, key).includes(node)
  return changeOf(settings, view).givesKey(node, key)
}

/** Whether `node` may newly hold any key in a view that is not complete. */
export function receivesAny(settings: PlacementSettings, view: View, node: NodeId): boolean {
  return view.rebuilding.includes(node) || changeOf(settings, view).mayGive(node)
}
