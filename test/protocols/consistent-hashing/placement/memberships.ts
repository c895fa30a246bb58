import fc from 'fast-check'
import { boundedLoads } from '../../../../src/protocols/consistent-hashing/placement/bounded-loads.ts'
import { hashRing } from '../../../../src/protocols/consistent-hashing/placement/hash-ring.ts'
import { jump } from '../../../../src/protocols/consistent-hashing/placement/jump.ts'
import { ketama } from '../../../../src/protocols/consistent-hashing/placement/ketama.ts'
import { maglev } from '../../../../src/protocols/consistent-hashing/placement/maglev.ts'
import { modulo } from '../../../../src/protocols/consistent-hashing/placement/modulo.ts'
import type {
  Member,
  PlacementFactory,
} from '../../../../src/protocols/consistent-hashing/placement/placement.ts'
import { rendezvous } from '../../../../src/protocols/consistent-hashing/placement/rendezvous.ts'

/** Ids as people write them, and ids as nobody would. */
const id = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 120 }).map((number) => `n${number}`) },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', '1', '10', 'n1#1', '10.0.0.1:11211', 'é') },
)

/** One to `max` members with distinct ids, in any order. */
export function memberships(max: number, { weighted }: { weighted: boolean }): fc.Arbitrary<Member[]> {
  const weight = fc.constantFrom(0.5, 1, 1, 2, 3)
  const member = weighted ? fc.oneof(fc.record({ id }), fc.record({ id, weight })) : fc.record({ id })
  return fc.uniqueArray(member, { minLength: 1, maxLength: max, selector: (one) => one.id })
}

/** The nodes n1, n2, …, each of weight 1. */
export function nodes(count: number): Member[] {
  return Array.from({ length: count }, (_, index) => ({ id: `n${index + 1}` }))
}

/** That many distinct keys. */
export function keys(count: number, prefix = 'key-'): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}

/** That many distinct keys that differ from run to run. */
export function keySets(count: number): fc.Arbitrary<string[]> {
  return fc.string({ maxLength: 12 }).map((prefix) => keys(count, prefix))
}

/** Every placement algorithm behind the one interface. */
export const algorithms: Record<string, { build: PlacementFactory; weighted: boolean }> = {
  ring: { build: (members) => hashRing(members, { virtualNodes: 16 }), weighted: true },
  ketama: { build: ketama, weighted: true },
  jump: { build: jump, weighted: false },
  rendezvous: { build: rendezvous, weighted: true },
  maglev: { build: (members) => maglev(members, { tableSize: 251 }), weighted: true },
  'bounded-loads': {
    build: (members) => boundedLoads(members, keys(100), { virtualNodes: 4 }),
    weighted: true,
  },
  modulo: { build: modulo, weighted: false },
}
