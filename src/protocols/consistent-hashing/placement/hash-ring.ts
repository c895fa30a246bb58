import { UsageError } from '../../../kernel/errors.ts'
import { keyHash } from './hashes/key-hash.ts'
import { Word64 } from './hashes/word64.ts'
import { membershipOf } from './membership.ts'
import type { Member } from './placement.ts'
import { type RingDefinition, RingPlacement } from './ring.ts'

export interface HashRingOptions {
  /**
   * Virtual nodes per unit of weight, 128 if left out. A node's share of the keys then has a relative standard error
   * of 1/√128, about 9 % (Lamping & Veach 2014, table of bucket sizes).
   */
  readonly virtualNodes?: number
}

const VIRTUAL_NODES = 128
const VIRTUAL_NODES_MAX = 1_000_000

/** Positions are 52-bit integers: exact in a double, and too many for two virtual nodes to meet by chance. */
const CIRCUMFERENCE = 4_503_599_627_370_496

const hash = new Word64()

function keyPosition(key: string): number {
  return keyHash(key, 0, hash).top52()
}

/** How many virtual nodes a member gets. */
function virtualNodeCount({ id, weight }: Required<Member>, virtualNodes: number): number {
  const count = Math.floor(virtualNodes * weight + 0.5)
  if (count < 1 || count > VIRTUAL_NODES_MAX) {
    throw new UsageError(
      `Expected weight × \`virtualNodes\` to give each member 1 to ${VIRTUAL_NODES_MAX} virtual nodes, ` +
        `got ${weight} × ${virtualNodes} for '${id}'; choose weights around 1.`,
    )
  }
  return count
}

/** What makes a ring a hash ring; a variant replaces parts of it. */
export function hashRingDefinition(
  members: readonly Member[],
  options: HashRingOptions,
): Omit<RingDefinition, 'rebuild'> {
  const { virtualNodes = VIRTUAL_NODES } = options
  if (!(Number.isInteger(virtualNodes) && virtualNodes >= 1)) {
    throw new UsageError(`Expected \`virtualNodes\` to be an integer of at least 1, got ${virtualNodes}.`)
  }
  return {
    algorithm: 'ring',
    members: membershipOf(members),
    circumference: CIRCUMFERENCE,
    virtualNodes: (member) =>
      Array.from({ length: virtualNodeCount(member, virtualNodes) }, (_, index) =>
        keyPosition(`${member.id}#${index}`),
      ),
    position: keyPosition,
  }
}

/**
 * The hash ring of Karger et al. (1997) with virtual nodes in proportion to weight, as in Dynamo (DeCandia et al.
 * 2007, §4.2) and its N distinct replicas (§4.3). A join takes keys only for the joiner, a leave moves only the
 * leaver's keys.
 */
export function hashRing(members: readonly Member[], options: HashRingOptions = {}): RingPlacement {
  return new RingPlacement({
    ...hashRingDefinition(members, options),
    rebuild: (others) => hashRing(others, options),
  })
}
