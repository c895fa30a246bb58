import type { PlantedBug } from '../problems/planted-bug.ts'
import { consistentHashingBugs } from '../protocols/consistent-hashing/bugs.ts'
import { paxosBugs } from '../protocols/paxos/bugs.ts'
import { raftBugs } from '../protocols/raft/bugs.ts'
import { threePhaseCommitBugs } from '../protocols/three-phase-commit/bugs.ts'
import { twoPhaseCommitBugs } from '../protocols/two-phase-commit/bugs.ts'

/** A planted bug, with the protocol it is in and the name that switches it on. */
export interface ZooEntry extends PlantedBug {
  readonly protocol: string
  readonly name: string
}

const tables: Readonly<Record<string, Readonly<Record<string, PlantedBug>>>> = {
  'consistent-hashing': consistentHashingBugs,
  paxos: paxosBugs,
  raft: raftBugs,
  'three-phase-commit': threePhaseCommitBugs,
  'two-phase-commit': twoPhaseCommitBugs,
}

/** All planted bugs, by protocol. */
export const bugZoo: readonly ZooEntry[] = Object.entries(tables).flatMap(([protocol, bugs]) =>
  Object.entries(bugs).map(([name, { id, brokenRule, violates }]) => ({
    protocol,
    name,
    id,
    brokenRule,
    violates,
  })),
)
