import { ln } from '../../../kernel/logarithm.ts'
import { keyHash } from './hashes/key-hash.ts'
import { mix64 } from './hashes/murmur3.ts'
import { Word64 } from './hashes/word64.ts'
import {
  joined,
  left,
  type Membership,
  memberOf,
  membershipOf,
  replicaCount,
  totalWeight,
} from './membership.ts'
import type { Member, Placement } from './placement.ts'

const hash = new Word64()
const mixed = new Word64()

/** A hash as a number strictly between 0 and 1. */
function unitInterval(word: Word64): number {
  return (word.top52() + 0.5) / 4_503_599_627_370_496
}

/**
 * Rendezvous hashing, or highest random weight (Thaler & Ravishankar 1998): every node gets a score for the key, and
 * the key's nodes are those with the highest scores. The score of a node of weight w with the hash h in (0, 1) is
 * −w/ln h, which makes its chance to win proportional to w (Schindelhauer & Schomaker 2005, the logarithmic method).
 *
 * A lookup takes time in proportion to the number of nodes. Equal scores go to the lesser id.
 */
export class RendezvousPlacement implements Placement {
  readonly algorithm = 'rendezvous'
  readonly members: Membership
  readonly nodes: readonly string[]
  readonly #nodeHashes: readonly Word64[]
  /** The scores of the nodes placed so far, in step with the result. */
  readonly #scores: Float64Array

  constructor(members: readonly Member[]) {
    this.members = membershipOf(members)
    this.nodes = Object.freeze(this.members.map(({ id }) => id))
    this.#nodeHashes = this.nodes.map((id) => keyHash(id, 0, new Word64()))
    this.#scores = new Float64Array(this.nodes.length)
  }

  place(key: string, replicas: number): readonly string[] {
    const count = replicaCount(replicas, this.nodes.length)
    const scores = this.#scores
    const places: string[] = []
    // Another seed than that of the nodes, lest a key named as a node cancel its hash.
    keyHash(key, 1, hash)
    for (let index = 0; index < this.nodes.length; index++) {
      mix64(mixed.copy(hash).xor(this.#nodeHashes[index]!))
      const score = -this.members[index]!.weight / ln(unitInterval(mixed))
      let place = places.length < count ? places.length : count
      for (; place > 0 && scores[place - 1]! < score; place--) {
        if (place < count) {
          scores[place] = scores[place - 1]!
          places[place] = places[place - 1]!
        }
      }
      if (place < count) {
        scores[place] = score
        places[place] = this.nodes[index]!
      }
    }
    return places
  }

  join(member: Member): RendezvousPlacement {
    return new RendezvousPlacement(joined(this.members, member))
  }

  leave(id: string): RendezvousPlacement {
    return new RendezvousPlacement(left(this.members, id))
  }

  shareBound(id: string): number {
    return memberOf(this.members, id).weight / totalWeight(this.members)
  }
}

/** @see RendezvousPlacement */
export function rendezvous(members: readonly Member[]): RendezvousPlacement {
  return new RendezvousPlacement(members)
}
