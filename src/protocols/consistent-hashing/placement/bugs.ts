import type { PlantedBug } from '../../../problems/planted-bug.ts'
import { type HashRingOptions, hashRing, hashRingDefinition } from './hash-ring.ts'
import { memberOf } from './membership.ts'
import { modulo } from './modulo.ts'
import type { Member, Placement } from './placement.ts'
import { RingPlacement } from './ring.ts'

/** The planted bugs of placement. */
export type PlacementBug = 'replicas-share-a-physical-node' | 'ring-depends-on-join-order' | 'hash-modulo-n'

/** A broken rule of placement. */
export interface PlacementMutant extends PlantedBug {
  /** The hash ring with the rule broken. */
  readonly plant: (members: readonly Member[], options?: HashRingOptions) => Placement
}

/** A preference list that names the next virtual nodes without asking whose they are. */
class RingOfSharedNodes extends RingPlacement {
  override replicasFrom(virtualNode: number, count: number): readonly string[] {
    return Array.from({ length: count }, (_, walked) => this.nodes[this.ownerOf(virtualNode + walked)]!)
  }
}

function ringOfSharedNodes(members: readonly Member[], options: HashRingOptions = {}): RingPlacement {
  return new RingOfSharedNodes({
    ...hashRingDefinition(members, options),
    rebuild: (others) => ringOfSharedNodes(others, options),
  })
}

/** Virtual nodes are hashed from the place of their node in the list of members instead of from its id. */
function ringOfJoinOrder(members: readonly Member[], options: HashRingOptions = {}): RingPlacement {
  const definition = hashRingDefinition(members, options)
  const inOrder = members.map(({ id }) => memberOf(definition.members, id))
  return new RingPlacement({
    ...definition,
    members: inOrder,
    virtualNodes: (member) => definition.virtualNodes({ ...member, id: `${inOrder.indexOf(member)}` }),
    rebuild: (others) => ringOfJoinOrder(others, options),
  })
}

/** Every planted bug by name; the correct twin of each is `hashRing`. */
export const placementBugs: Readonly<Record<PlacementBug, PlacementMutant>> = {
  'replicas-share-a-physical-node': {
    id: 'H1',
    brokenRule: 'replicas of a key may land on virtual nodes of one physical node',
    violates: 'replication factor',
    plant: ringOfSharedNodes,
  },
  'ring-depends-on-join-order': {
    id: 'H3',
    brokenRule: 'the ring depends on the order in which nodes were added',
    violates: 'same members, same placement',
    plant: ringOfJoinOrder,
  },
  'hash-modulo-n': {
    id: 'H4',
    brokenRule: 'placement by `hash mod n`: nearly all keys move when a node joins',
    violates: 'bounded movement',
    plant: (members) => modulo(members),
  },
}

/** The hash ring, or with a `bug` its planted twin. */
export function hashRingWith(
  bug: PlacementBug | null,
  members: readonly Member[],
  options: HashRingOptions = {},
): Placement {
  return bug === null ? hashRing(members, options) : placementBugs[bug].plant(members, options)
}
