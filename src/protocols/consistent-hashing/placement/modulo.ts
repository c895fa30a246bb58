import { keyHash } from './hashes/key-hash.ts'
import { Word64 } from './hashes/word64.ts'
import {
  bucketOrder,
  joined,
  left,
  type Membership,
  membershipOf,
  replicaCount,
  requireEqualWeights,
} from './membership.ts'
import type { Member, Placement } from './placement.ts'

const hash = new Word64()

/**
 * `hash mod n`, for contrast: perfectly even, but a join of one node to n moves n/(n + 1) of all keys, where 1/(n + 1)
 * would do (the problem that Karger et al. 1997 set out from). The replicas are the nodes that follow.
 */
export class ModuloPlacement implements Placement {
  readonly algorithm = 'modulo'
  readonly members: Membership
  readonly nodes: readonly string[]
  readonly #buckets: readonly string[]

  constructor(members: readonly Member[]) {
    this.members = membershipOf(members)
    requireEqualWeights(this.members, 'hash mod n')
    this.nodes = Object.freeze(this.members.map(({ id }) => id))
    this.#buckets = bucketOrder(this.members)
  }

  place(key: string, replicas: number): readonly string[] {
    const buckets = this.#buckets
    const count = replicaCount(replicas, buckets.length)
    const places: string[] = []
    if (count === 0) return places
    const first = keyHash(key, 0, hash).modulo(buckets.length)
    for (let place = 0; place < count; place++) places.push(buckets[(first + place) % buckets.length]!)
    return places
  }

  join(member: Member): ModuloPlacement {
    return new ModuloPlacement(joined(this.members, member))
  }

  leave(id: string): ModuloPlacement {
    return new ModuloPlacement(left(this.members, id))
  }

  shareBound(): number {
    return 1 / this.nodes.length
  }
}

/** @see ModuloPlacement */
export function modulo(members: readonly Member[]): ModuloPlacement {
  return new ModuloPlacement(members)
}
