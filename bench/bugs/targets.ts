import { loadScenario } from '../../src/cli/scenario-files.ts'
import { bugZoo, type ZooEntry } from '../../src/explore/bug-zoo.ts'
import type { Scenario } from '../../src/simulation/scenario.ts'
import { chaosOf } from './chaos.ts'

/** A planted bug in a world in which it is to be found. */
export interface Target {
  readonly bug: ZooEntry
  /** Made for the bug, or anything at all going wrong. */
  readonly world: 'crafted' | 'chaos'
  readonly scenario: Scenario
}

/** Every bug of the zoo in its own scenario and under chaos, if its line in the table has all the words. */
export async function targets(words: readonly string[]): Promise<Target[]> {
  const all: Target[] = []
  for (const bug of bugZoo)
    for (const world of ['crafted', 'chaos'] as const) {
      if (!words.every((word) => `${bug.protocol} ${bug.id} ${bug.name} ${world}`.includes(word))) continue
      all.push({
        bug,
        world,
        scenario: world === 'chaos' ? chaosOf(bug.protocol, bug.name) : await crafted(bug),
      })
    }
  return all
}

function crafted({ protocol, name }: ZooEntry): Promise<Scenario> {
  const file = `${protocol}/bugs/${name}`
  return loadScenario({ name: file, path: `${process.cwd()}/scenarios/${file}.ts` })
}

/** The length of the shortest counterexample known from the literature, by the bug's number in the zoo. */
export const publishedDepth: Readonly<Record<string, number>> = { R1: 14, R2: 8, R6: 10, R8: 14, R12: 10 }
