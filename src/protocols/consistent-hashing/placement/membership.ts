import { UsageError } from '../../../kernel/errors.ts'
import type { Member } from './placement.ts'

/** The members of a placement, validated, ordered by id (in UTF-16 code units). */
export type Membership = readonly Required<Member>[]

function byId(a: Member, b: Member): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function validated({ id, weight = 1 }: Member): Required<Member> {
  if (typeof id !== 'string' || id === '') {
    throw new UsageError(
      `Expected the id of a member to be a non-empty string, such as 'n1', got ${JSON.stringify(id)}.`,
    )
  }
  if (!(Number.isFinite(weight) && weight > 0)) {
    throw new UsageError(
      `Expected the weight of member '${id}' to be a number above 0, got ${weight}; leave it out for 1.`,
    )
  }
  return Object.freeze({ id, weight })
}

/** @throws UsageError for a malformed member, or if two share an id. */
export function membershipOf(members: readonly Member[]): Membership {
  const membership = members.map(validated).sort(byId)
  for (const [index, { id }] of membership.entries()) {
    if (membership[index + 1]?.id === id) {
      throw new UsageError(
        `Expected the members to have distinct ids, got '${id}' twice; give each node its own id.`,
      )
    }
  }
  return Object.freeze(membership)
}

/** The members of `membership` and `member`. */
export function joined(membership: Membership, member: Member): readonly Member[] {
  if (membership.some(({ id }) => id === member.id)) {
    throw new UsageError(
      `Expected a new member to join, got '${member.id}', which is one already; let it leave first.`,
    )
  }
  return [...membership, member]
}

/** The members of `membership` without `id`. */
export function left(membership: Membership, id: string): readonly Member[] {
  const rest = membership.filter((member) => member.id !== id)
  if (rest.length === membership.length) {
    const members = membership.map((member) => `'${member.id}'`).join(', ') || 'none'
    throw new UsageError(`Expected a member to leave, got '${id}'; the members are: ${members}.`)
  }
  return rest
}

/** The member with that `id`. */
export function memberOf(membership: Membership, id: string): Required<Member> {
  const member = membership.find((candidate) => candidate.id === id)
  if (member === undefined) throw new UsageError(`Expected the id of a member, got '${id}'.`)
  return member
}

export function totalWeight(membership: Membership): number {
  return membership.reduce((sum, { weight }) => sum + weight, 0)
}

/** For algorithms that know no weights. */
export function requireEqualWeights(membership: Membership, algorithm: string): void {
  for (const { id, weight } of membership) {
    if (weight !== 1) {
      throw new UsageError(
        `Expected members without weights, as ${algorithm} knows none, got weight ${weight} for '${id}'; ` +
          'use a ring, rendezvous or maglev placement for weights.',
      )
    }
  }
}

/**
 * The members ordered by the length of their id, then by id: the numbering of buckets for algorithms that know
 * buckets only by number. So `n10` comes after `n9`, and nodes that join as n1, n2, … are appended.
 */
export function bucketOrder(membership: Membership): readonly string[] {
  return membership.map(({ id }) => id).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
}

/** How many of `available` nodes hold a key with that many replicas. */
export function replicaCount(replicas: number, available: number): number {
  if (!Number.isInteger(replicas) || replicas < 1) {
    throw new UsageError(`Expected the number of replicas to be an integer of at least 1, got ${replicas}.`)
  }
  return replicas < available ? replicas : available
}
