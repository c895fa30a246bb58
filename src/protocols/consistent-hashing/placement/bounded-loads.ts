import { UsageError } from '../../../kernel/errors.ts'
import { type HashRingOptions, hashRing } from './hash-ring.ts'
import { keyHash } from './hashes/key-hash.ts'
import { Word64 } from './hashes/word64.ts'
import { joined, left, type Membership, memberOf, replicaCount, totalWeight } from './membership.ts'
import type { Member, Placement } from './placement.ts'
import type { RingPlacement } from './ring.ts'

export interface BoundedLoadsOptions extends HashRingOptions {
  /** c: how many times the average load a node may carry, at least 1; 1.25 if left out. */
  readonly balance?: number
}

const hash = new Word64()

/** The keys in a random order that depends on nothing but the keys. */
function inOrderOfPriority(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)]
    .map((key) => ({ key, priority: keyHash(key, 1, hash).top52() }))
    .sort((a, b) => a.priority - b.priority || (a.key < b.key ? -1 : 1))
    .map(({ key }) => key)
}

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup & Zadimoghaddam 2018): of m keys on n nodes each node is
 * the primary of at most ⌈c·m/n⌉; a key whose node is full goes on clockwise to the first with room. With weights,
 * which the paper leaves out, ⌈c·m·w/W⌉.
 *
 * Unlike the other placements this one is of a given *set* of keys. Which keys a full node turns away is decided by a
 * priority hashed from the key, so that the result depends on neither the order of joins nor that of insertions. For
 * c = 1 + ε an insertion or removal moves O(1/ε²) other keys on average, and a join or leave that for each of the
 * about m/n keys of the node; so it is not monotone.
 *
 * The bound is on primaries; replicas are the next distinct nodes clockwise from the virtual node where the key landed.
 */
export class BoundedLoads implements Placement {
  readonly algorithm = 'bounded-loads'
  readonly members: Membership
  readonly nodes: readonly string[]
  /** The distinct keys. */
  readonly keys: readonly string[]
  readonly #options: BoundedLoadsOptions
  readonly #balance: number
  readonly #ring: RingPlacement
  readonly #loads: Int32Array
  /** For every key the virtual node where it landed. */
  readonly #landed = new Map<string, number>()

  constructor(members: readonly Member[], keys: readonly string[], options: BoundedLoadsOptions = {}) {
    const { balance = 1.25 } = options
    if (!(Number.isFinite(balance) && balance >= 1)) {
      throw new UsageError(`Expected \`balance\` to be a number of at least 1, such as 1.25, got ${balance}.`)
    }
    this.#options = options
    this.#balance = balance
    this.#ring = hashRing(members, options)
    this.members = this.#ring.members
    this.nodes = this.#ring.nodes
    this.keys = inOrderOfPriority(keys)
    this.#loads = new Int32Array(this.nodes.length)
    if (this.nodes.length === 0) return
    const capacities = this.#capacities(this.keys.length)
    for (const key of this.keys) {
      const virtualNode = this.#firstWithRoom(key, capacities)
      this.#landed.set(key, virtualNode)
      this.#loads[this.#ring.ownerOf(virtualNode)]!++
    }
  }

  /** How many keys `id` may be the primary of. */
  capacity(id: string): number {
    return this.#capacities(this.keys.length)[this.nodes.indexOf(memberOf(this.members, id).id)]!
  }

  /** How many keys `id` is the primary of. */
  load(id: string): number {
    return this.#loads[this.nodes.indexOf(memberOf(this.members, id).id)]!
  }

  /** A key that is not among `keys` is placed where it would land as the last of them. */
  place(key: string, replicas: number): readonly string[] {
    const count = replicaCount(replicas, this.nodes.length)
    if (count === 0) return []
    const virtualNode =
      this.#landed.get(key) ?? this.#firstWithRoom(key, this.#capacities(this.keys.length + 1))
    return this.#ring.replicasFrom(virtualNode, count)
  }

  /** The placement of the same keys and `key`. */
  insert(key: string): BoundedLoads {
    return new BoundedLoads(this.members, [...this.keys, key], this.#options)
  }

  /** The placement of the same keys without `key`. */
  remove(key: string): BoundedLoads {
    const rest = this.keys.filter((other) => other !== key)
    return new BoundedLoads(this.members, rest, this.#options)
  }

  join(member: Member): BoundedLoads {
    return new BoundedLoads(joined(this.members, member), this.keys, this.#options)
  }

  leave(id: string): BoundedLoads {
    return new BoundedLoads(left(this.members, id), this.keys, this.#options)
  }

  shareBound(id: string): number {
    return this.keys.length === 0 ? 1 : Math.min(1, this.capacity(id) / this.keys.length)
  }

  #capacities(keys: number): readonly number[] {
    const total = totalWeight(this.members)
    return this.members.map(({ weight }) => Math.ceil((this.#balance * keys * weight) / total))
  }

  #firstWithRoom(key: string, capacities: readonly number[]): number {
    let virtualNode = this.#ring.successor(this.#ring.position(key))
    for (;;) {
      const node = this.#ring.ownerOf(virtualNode)
      if (this.#loads[node]! < capacities[node]!) return virtualNode
      virtualNode = (virtualNode + 1) % this.#ring.virtualNodeCount
    }
  }
}

/** @see BoundedLoads */
export function boundedLoads(
  members: readonly Member[],
  keys: readonly string[],
  options: BoundedLoadsOptions = {},
): BoundedLoads {
  return new BoundedLoads(members, keys, options)
}
