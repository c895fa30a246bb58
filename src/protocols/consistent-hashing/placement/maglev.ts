import { UsageError } from '../../../kernel/errors.ts'
import { keyHash } from './hashes/key-hash.ts'
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

export interface MaglevOptions {
  /**
   * The size M of the lookup table, a prime; 65537 if left out, as in the paper. With M above 100 times the number of
   * nodes their shares differ by at most 1 % (§3.4).
   */
  readonly tableSize?: number
}

/** How one node wants the table filled: its entries are offset, offset + skip, offset + 2·skip, … modulo M. */
export interface Preference {
  readonly offset: number
  /** From 1 to M − 1. */
  readonly skip: number
  /** In proportion to the turns it gets. */
  readonly weight: number
}

/**
 * Fills a lookup table of the size `tableSize` (Eisenbud et al. 2016, §3.4, pseudocode 1): the nodes take turns, each
 * takes the first free entry on its list. A node of less than the greatest weight sits out turns in proportion, as
 * Envoy has it. The entries are indices into `preferences`.
 */
export function populate(preferences: readonly Preference[], tableSize: number): Int32Array {
  const table = new Int32Array(tableSize).fill(-1)
  const next = Float64Array.from(preferences, ({ offset }) => offset)
  const due = new Float64Array(preferences.length)
  const weightMax = preferences.reduce((most, { weight }) => Math.max(most, weight), 0)
  let filled = 0
  for (let turn = 1; filled < tableSize; turn++) {
    for (let node = 0; node < preferences.length && filled < tableSize; node++) {
      const { skip, weight } = preferences[node]!
      if (turn * weight < due[node]!) continue
      due[node]! += weightMax
      let entry = next[node]!
      while (table[entry] !== -1) entry = (entry + skip) % tableSize
      table[entry] = node
      next[node] = (entry + skip) % tableSize
      filled++
    }
  }
  return table
}

function isPrime(candidate: number): boolean {
  if (!Number.isInteger(candidate) || candidate < 2) return false
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) return false
  return true
}

const TABLE_SIZE = 65_537
/** Envoy's limit. */
const TABLE_SIZE_MAX = 5_000_011

const hash = new Word64()

/**
 * Maglev hashing (Eisenbud et al., NSDI 2016, §3.4): a lookup table filled by turns, as even as can be, at the price
 * of some keys that move between nodes that neither joined nor left. The hashes are those of Envoy, so that the
 * tables are its tables: offset XXH64(id, 0) mod M, skip XXH64(id, 1) mod (M − 1) + 1, entry XXH64(key, 0) mod M.
 *
 * The paper places one copy; the replicas are here the next distinct nodes in the table.
 */
export class MaglevPlacement implements Placement {
  readonly algorithm = 'maglev'
  readonly members: Membership
  readonly nodes: readonly string[]
  readonly tableSize: number
  readonly #table: Int32Array

  constructor(members: readonly Member[], { tableSize = TABLE_SIZE }: MaglevOptions = {}) {
    this.members = membershipOf(members)
    this.nodes = Object.freeze(this.members.map(({ id }) => id))
    this.tableSize = tableSize
    if (!(tableSize <= TABLE_SIZE_MAX && isPrime(tableSize))) {
      throw new UsageError(
        `Expected \`tableSize\` to be a prime of at most ${TABLE_SIZE_MAX}, such as 251 or 65537, got ${tableSize}.`,
      )
    }
    if (tableSize < members.length) {
      throw new UsageError(
        `Expected \`tableSize\` to be at least the number of members, ${members.length}, got ${tableSize}; ` +
          'a hundred times as much makes for even shares.',
      )
    }
    const total = totalWeight(this.members)
    const preferences = this.members.map(({ id, weight }) => ({
      offset: keyHash(id, 0, hash).modulo(tableSize),
      skip: keyHash(id, 1, hash).modulo(tableSize - 1) + 1,
      weight: weight / total,
    }))
    this.#table = preferences.length === 0 ? new Int32Array() : populate(preferences, tableSize)
  }

  /** The node of a table entry, from 0 to M − 1. */
  entry(index: number): string {
    const node = this.nodes[this.#table[index]!]
    if (node === undefined) {
      throw new UsageError(`Expected an entry of the table, from 0 to ${this.tableSize - 1}, got ${index}.`)
    }
    return node
  }

  place(key: string, replicas: number): readonly string[] {
    const count = replicaCount(replicas, this.nodes.length)
    const places: string[] = []
    if (count === 0) return places
    let entry = keyHash(key, 0, hash).modulo(this.tableSize)
    for (;;) {
      const node = this.nodes[this.#table[entry]!]!
      if (!places.includes(node)) places.push(node)
      if (places.length === count) return places
      entry = entry + 1 === this.tableSize ? 0 : entry + 1
    }
  }

  join(member: Member): MaglevPlacement {
    return new MaglevPlacement(joined(this.members, member), { tableSize: this.tableSize })
  }

  leave(id: string): MaglevPlacement {
    return new MaglevPlacement(left(this.members, id), { tableSize: this.tableSize })
  }

  /**
   * Every node has a turn in each round that its weight allows, so that it gets at most two entries more than its fair
   * share, and with equal weights less than one more.
   */
  shareBound(id: string): number {
    const { weight } = memberOf(this.members, id)
    const equal = this.members.every((other) => other.weight === weight)
    const fair = (weight / totalWeight(this.members)) * this.tableSize
    return Math.min(1, (equal ? Math.ceil(this.tableSize / this.nodes.length) : fair + 2) / this.tableSize)
  }
}

/** @see MaglevPlacement */
export function maglev(members: readonly Member[], options: MaglevOptions = {}): MaglevPlacement {
  return new MaglevPlacement(members, options)
}
