import { UsageError } from '../../../kernel/errors.ts'
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

const MULTIPLIER = new Word64(0x27bb2ee6, 0x87b0b0fd)
const ONE = new Word64(0, 1)

/** The bucket to which a key in `bucket` jumps next as buckets are appended; `state` is the key's generator. */
function nextJump(state: Word64, bucket: number): number {
  state.multiply(MULTIPLIER).add(ONE)
  return Math.floor((bucket + 1) * (2147483648 / ((state.high >>> 1) + 1)))
}

/**
 * Jump consistent hash (Lamping & Veach 2014, figure 1): the bucket of an unsigned 64-bit `key` among `buckets`,
 * numbered from 0.
 */
export function jumpHash(key: bigint, buckets: number): number {
  if (!(Number.isSafeInteger(buckets) && buckets >= 1)) {
    throw new UsageError(`Expected the number of buckets to be an integer of at least 1, got ${buckets}.`)
  }
  const state = Word64.fromBigInt(key)
  let bucket = 0
  for (let next = 0; next < buckets; next = nextJump(state, bucket)) bucket = next
  return bucket
}

/**
 * Jump consistent hash as a placement: the members, ordered by the length of their id and then by id, are the buckets.
 *
 * Buckets can only be appended and removed at the end (the paper's main limitation). So only the join of a member that comes last in that
 * order, as n1, n2, …, n10 do, or the leave of the last moves no more keys than it must; any other renumbers the
 * buckets behind it.
 *
 * The paper places one copy. Here replica i has a jump sequence of its own, of which the buckets before i are left
 * out; when two replicas would jump to one bucket, the lesser i does. This is an inside-out Fisher–Yates shuffle
 * (Knuth, TAOCP 2, §3.4.2, algorithm P) of which only the first places are followed: each new bucket takes each place
 * with probability 1/n and never two, and of the replicas of a key at most one moves.
 */
export class JumpPlacement implements Placement {
  readonly algorithm = 'jump'
  readonly members: Membership
  readonly nodes: readonly string[]
  readonly #buckets: readonly string[]
  readonly #states: Word64[] = [new Word64()]
  readonly #jumps: number[] = []

  constructor(members: readonly Member[]) {
    this.members = membershipOf(members)
    requireEqualWeights(this.members, 'jump hash')
    this.nodes = Object.freeze(this.members.map(({ id }) => id))
    this.#buckets = bucketOrder(this.members)
  }

  place(key: string, replicas: number): readonly string[] {
    const count = replicaCount(replicas, this.#buckets.length)
    const places: string[] = []
    this.#start(key, count)
    for (;;) {
      const place = this.#earliest(count)
      const bucket = this.#jumps[place]!
      if (bucket === undefined || bucket >= this.#buckets.length) return places
      // A key with fewer buckets than places keeps the displaced one, in the place that has just opened.
      if (bucket < count && place < bucket) places[bucket] = places[place]!
      places[place] = this.#buckets[bucket]!
      this.#advance(bucket, count)
    }
  }

  join(member: Member): JumpPlacement {
    return new JumpPlacement(joined(this.members, member))
  }

  leave(id: string): JumpPlacement {
    return new JumpPlacement(left(this.members, id))
  }

  /** All buckets are equally likely; the paper gives a standard error of 7.6e-9. */
  shareBound(): number {
    return 1 / this.nodes.length
  }

  #start(key: string, count: number): void {
    for (let place = 0; place < count; place++) {
      keyHash(key, place, (this.#states[place] ??= new Word64()))
      this.#jumps[place] = place
    }
  }

  /** The place whose next jump is to the first bucket; of several, the least. */
  #earliest(count: number): number {
    let earliest = 0
    for (let place = 1; place < count; place++) {
      if (this.#jumps[place]! < this.#jumps[earliest]!) earliest = place
    }
    return earliest
  }

  #advance(bucket: number, count: number): void {
    for (let place = 0; place < count; place++) {
      if (this.#jumps[place] === bucket) {
        this.#jumps[place] = place + nextJump(this.#states[place]!, bucket - place)
      }
    }
  }
}

/** @see JumpPlacement */
export function jump(members: readonly Member[]): JumpPlacement {
  return new JumpPlacement(members)
}
