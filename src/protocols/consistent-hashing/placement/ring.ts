import { UsageError } from '../../../kernel/errors.ts'
import { joined, left, type Membership, memberOf, replicaCount } from './membership.ts'
import type { Member, Placement } from './placement.ts'

/** Positions on the ring from `from` up to but not including `to`; never across zero. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** A range and the nodes that hold its keys, the primary first. */
export interface OwnedRange extends Range {
  readonly nodes: readonly string[]
}

/** What makes one kind of ring out of many. */
export interface RingDefinition {
  readonly algorithm: string
  readonly members: Membership
  /** Positions are the integers from 0 up to but not including this. */
  readonly circumference: number
  /** The positions of a member's virtual nodes, at least one. */
  readonly virtualNodes: (member: Required<Member>) => readonly number[]
  /** The position of a key. */
  readonly position: (key: string) => number
  /** The same kind of ring with other members. */
  readonly rebuild: (members: readonly Member[]) => RingPlacement
}

/**
 * A ring of virtual nodes: a key belongs to the first virtual node at or after its position, clockwise (Karger et
 * al. 1997, §4); its replicas are the first *distinct* physical nodes from there on (DeCandia et al., *Dynamo*, 2007,
 * §4.3, the preference list).
 *
 * Where two virtual nodes share a position, the member with the lesser id wins.
 */
export class RingPlacement implements Placement {
  readonly algorithm: string
  readonly members: Membership
  readonly nodes: readonly string[]
  readonly circumference: number
  /** The positions of all virtual nodes, ascending. */
  readonly #positions: Float64Array
  /** For every virtual node, the index of its physical node in `nodes`. */
  readonly #owners: Int32Array
  readonly #definition: RingDefinition

  constructor(definition: RingDefinition) {
    this.#definition = definition
    this.algorithm = definition.algorithm
    this.members = definition.members
    this.nodes = Object.freeze(definition.members.map(({ id }) => id))
    this.circumference = definition.circumference
    const points = definition.members.flatMap((member, owner) => {
      const positions = definition.virtualNodes(member)
      if (positions.length === 0) {
        throw new UsageError(
          `Expected weights that give each member a virtual node, got ${member.weight} for '${member.id}', which is ` +
            'too little beside the others; raise it.',
        )
      }
      return positions.map((position) => ({ position, owner }))
    })
    points.sort((a, b) => a.position - b.position || a.owner - b.owner)
    this.#positions = Float64Array.from(points, ({ position }) => position)
    this.#owners = Int32Array.from(points, ({ owner }) => owner)
  }

  /** Where on the ring `key` lies. */
  position(key: string): number {
    return this.#definition.position(key)
  }

  place(key: string, replicas: number): readonly string[] {
    return this.placeAt(this.#definition.position(key), replicas)
  }

  /** As `place`, for the keys at `position`. */
  placeAt(position: number, replicas: number): readonly string[] {
    const count = replicaCount(replicas, this.nodes.length)
    return count === 0 ? [] : this.replicasFrom(this.successor(position), count)
  }

  /** The whole ring in ranges, ascending, each as long as its nodes stay the same. */
  ranges(replicas: number): readonly OwnedRange[] {
    const count = replicaCount(replicas, this.nodes.length)
    const ranges: OwnedRange[] = []
    const append = (to: number, nodes: readonly string[]): void => {
      const last = ranges.at(-1)
      const from = last?.to ?? 0
      if (from === to) return
      if (last !== undefined && sameNodes(last.nodes, nodes)) ranges[ranges.length - 1] = { ...last, to }
      else ranges.push({ from, to, nodes })
    }
    for (const [point, position] of this.#positions.entries()) {
      append(position + 1, this.replicasFrom(point, count))
    }
    append(this.circumference, count === 0 ? [] : this.replicasFrom(0, count))
    return ranges
  }

  join(member: Member): RingPlacement {
    return this.#definition.rebuild(joined(this.members, member))
  }

  leave(id: string): RingPlacement {
    return this.#definition.rebuild(left(this.members, id))
  }

  /**
   * A member with v of all V virtual nodes owns v of V arcs, whose moments are bounded by those of a Gamma(v)
   * variable: its share is at most v/V · (1 + √(2s/v) + s/v) with probability 1 − e^−s (Boucheron, Lugosi & Massart
   * 2013, §2.4). The standard error is 1/√v (Lamping & Veach 2014, table of bucket sizes).
   */
  shareBound(id: string, surprise: number): number {
    const owner = this.nodes.indexOf(memberOf(this.members, id).id)
    const points = this.#owners.reduce((count, other) => (other === owner ? count + 1 : count), 0)
    const excess = Math.sqrt((2 * surprise) / points) + surprise / points
    return Math.min(1, (points / this.#positions.length) * (1 + excess))
  }

  get virtualNodeCount(): number {
    return this.#positions.length
  }

  /** The virtual node that owns `position`, as a number from 0: the first at or after it, or else the first of all. */
  successor(position: number): number {
    const positions = this.#positions
    let low = 0
    let high = positions.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (positions[middle]! < position) low = middle + 1
      else high = middle
    }
    return low === positions.length ? 0 : low
  }

  /** The index in `nodes` of the physical node behind a virtual node; counting on past the last one starts anew. */
  ownerOf(virtualNode: number): number {
    return this.#owners[virtualNode % this.#owners.length]!
  }

  /** The first `count` distinct physical nodes clockwise from a virtual node; `count` is at most that of all nodes. */
  replicasFrom(virtualNode: number, count: number): readonly string[] {
    const replicas: string[] = []
    for (let walked = virtualNode; replicas.length < count; walked++) {
      const node = this.nodes[this.ownerOf(walked)]!
      if (!replicas.includes(node)) replicas.push(node)
    }
    return replicas
  }
}

/** Whether two lists have the same nodes in the same order. */
export function sameNodes(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((node, index) => node === b[index])
}
