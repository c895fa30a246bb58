import type { PlantedBug } from '../../problems/planted-bug.ts'
import { type PlacementBug, type PlacementMutant, placementBugs } from './placement/bugs.ts'
import { type StoreRules, storeRules } from './rules.ts'

/** The planted bugs of consistent hashing: those of placement, and those of the store on top. */
export type ConsistentHashingBug =
  | PlacementBug
  | 'write-during-handoff-is-lost'
  | 'read-without-write-back'
  | 'quorums-do-not-overlap'

/** A broken rule of the store or of its placement. */
export interface ConsistentHashingMutant extends PlantedBug {
  /** The rules it replaces. */
  readonly rules?: Partial<StoreRules>
  /** The settings it replaces. */
  readonly changes?: { readonly readQuorum: number; readonly writeQuorum: number }
  /** The placement it replaces. */
  readonly plant?: PlacementMutant['plant']
}

/** Every planted bug by name; switched on with `storeNode({ bug })`. */
export const consistentHashingBugs: Readonly<Record<ConsistentHashingBug, ConsistentHashingMutant>> = {
  ...placementBugs,
  'write-during-handoff-is-lost': {
    id: 'H2',
    brokenRule:
      'a replica that has handed over a range still takes writes of the view before, which are lost',
    violates: 'no acknowledged write lost',
    rules: { takesWrites: (installed, requested) => requested <= installed },
  },
  'read-without-write-back': {
    id: 'Q1',
    brokenRule: 'a quorum read returns the newest value it finds without writing it back',
    violates: 'linearizability',
    rules: { writesBack: () => false },
  },
  'quorums-do-not-overlap': {
    id: 'Q2',
    brokenRule: 'one replica serves a read and one a write, so that R + W ≤ N',
    violates: 'linearizability',
    changes: { readQuorum: 1, writeQuorum: 1 },
  },
}

export function isConsistentHashingBug(name: string): name is ConsistentHashingBug {
  return Object.hasOwn(consistentHashingBugs, name)
}

const rulesByBug = new Map<ConsistentHashingBug, StoreRules>()

/** The rules, or with a bug its variant of them. */
export function rulesWith(bug: ConsistentHashingBug | null): StoreRules {
  if (bug === null) return storeRules
  let rules = rulesByBug.get(bug)
  if (rules === undefined) {
    rules = { ...storeRules, ...consistentHashingBugs[bug].rules }
    rulesByBug.set(bug, rules)
  }
  return rules
}
