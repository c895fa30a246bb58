import { UsageError } from '../../kernel/errors.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import type { NodeId } from '../../node/context.ts'
import { type ConsistentHashingBug, consistentHashingBugs, isConsistentHashingBug } from './bugs.ts'
import { type PlacementName, placements } from './partitioning.ts'

export interface StoreOptions {
  /** The name of the membership service's node. */
  readonly membership: NodeId
  /** N: how many nodes hold each key; 3 unless told. */
  readonly replicas?: number
  /** R: how many replicas answer a read; a majority of N unless told. */
  readonly readQuorum?: number
  /** W: how many replicas acknowledge a write; a majority of N unless told. */
  readonly writeQuorum?: number
  /** How keys are placed on nodes; on a hash ring unless told. */
  readonly placement?: PlacementName
  /** On a hash ring, virtual nodes per unit of weight; 128 unless told. */
  readonly virtualNodes?: number
  /** How often a node compares its data with another's (anti-entropy), µs; 200 ms unless told. */
  readonly repairEvery?: Micros
  /**
   * By what number the first life of its disk goes; drawn unless told. No other life may have the same, so it has to be
   * drawn where disks are lost.
   */
  readonly incarnation?: number
  /** A planted bug, by its name in `consistentHashingBugs`. */
  readonly bug?: string
}

/** What a store goes by; alike on all its nodes, and a part of their states, so that properties can read it. */
export interface StoreSettings {
  readonly replicas: number
  readonly readQuorum: number
  readonly writeQuorum: number
  readonly placement: PlacementName
  readonly virtualNodes: number
  readonly repairEvery: Micros
  readonly bug: ConsistentHashingBug | null
}

/** @throws UsageError for options that make no store, or one whose quorums do not overlap. */
export function settingsOf(options: StoreOptions): StoreSettings {
  const { replicas = 3, placement = 'ring', virtualNodes = 128, repairEvery = ms(200), bug } = options
  const majority = Math.floor(replicas / 2) + 1
  const { readQuorum = majority, writeQuorum = majority } = options
  whole('replicas', replicas, 1, 100)
  whole('readQuorum', readQuorum, 1, replicas)
  whole('writeQuorum', writeQuorum, 1, replicas)
  whole('virtualNodes', virtualNodes, 1, 1_000_000)
  whole('repairEvery', repairEvery, 1, Number.MAX_SAFE_INTEGER)
  whole('incarnation', options.incarnation ?? 1, 1, 4_294_967_296)
  if (typeof options.membership !== 'string')
    throw new UsageError(
      "Expected storeNode({ membership }) to name the node of the membership service, such as 'membership', " +
        `got ${JSON.stringify(options.membership)}.`,
    )
  if (!Object.hasOwn(placements, placement))
    throw new UsageError(
      `Expected storeNode({ placement }) to be one of ${Object.keys(placements).join(', ')}, got '${placement}'.`,
    )
  if (readQuorum + writeQuorum <= replicas)
    throw new UsageError(
      `Expected storeNode({ readQuorum, writeQuorum }) to sum to more than the ${replicas} replicas, lest a read miss ` +
        `what was written, got ${readQuorum} + ${writeQuorum}; to see what happens write bug: 'quorums-do-not-overlap'.`,
    )
  if (bug !== undefined && !isConsistentHashingBug(bug))
    throw new UsageError(
      `Expected storeNode({ bug }) to be one of ${Object.keys(consistentHashingBugs).join(', ')}, got '${bug}'.`,
    )
  const settings = {
    replicas,
    readQuorum,
    writeQuorum,
    placement,
    virtualNodes,
    repairEvery,
    bug: bug ?? null,
  }
  const { changes } = settings.bug === null ? { changes: {} } : consistentHashingBugs[settings.bug]
  return { ...settings, ...changes }
}

function whole(name: string, value: number, min: number, max: number): void {
  if (!(Number.isSafeInteger(value) && value >= min && value <= max))
    throw new UsageError(
      `Expected storeNode({ ${name} }) to be a whole number from ${min} to ${max}, got ${value}.`,
    )
}
