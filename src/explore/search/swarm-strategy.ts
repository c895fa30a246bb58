import { faultLabel } from '../../faults/label.ts'
import { Random } from '../../kernel/random.ts'
import { type Plan, planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { kindOfOperation } from './operation-kind.ts'
import type { Strategy } from './strategy.ts'
import { Vocabulary } from './vocabulary.ts'

/**
 * Swarm testing (Groce, Zhang, Eide, Chen & Regehr, "Swarm testing", ISSTA 2012): each seed leaves out some kinds of
 * fault, some conditional faults and some kinds of operation altogether, as what is always there keeps other things
 * from showing; and of what is left it keeps more or less.
 */
export function swarmStrategy(scenario: Scenario): Strategy {
  const vocabulary = new Vocabulary(scenario)
  return {
    name: 'swarm',
    generation: null,
    planFor: (seed) => swarmed(planOf(scenario, seed), vocabulary),
  }
}

function swarmed(plan: Plan, vocabulary: Vocabulary): Plan {
  const random = new Random(`${plan.seed}/swarm`)
  const drawn = plan.faults.filter((timed) => vocabulary.mayLeaveOut(timed))
  const kept = new Set(someKinds(random, drawn, ({ fault }) => faultLabel(fault)))
  const allConditions = random.chance(1, 2)
  return {
    ...plan,
    faults: plan.faults.filter((timed) => kept.has(timed) || !vocabulary.mayLeaveOut(timed)),
    // Conditions often follow upon each other: half of the seeds have them all.
    conditions: plan.conditions.filter(
      (condition) => random.chance(1, 2) || allConditions || !vocabulary.mayDisarm(condition),
    ),
    operations: someOperations(random, plan.operations),
  }
}

/** Each kind with a chance of one half, but one at least; of a kind all, or one in two, four or eight. */
function someKinds<Item>(random: Random, items: readonly Item[], kindOf: (item: Item) => string): Item[] {
  const kinds = [...new Set(items.map(kindOf))].sort()
  if (kinds.length === 0) return []
  const always = random.pick(kinds)
  const oneIn = new Map<string, number>()
  for (const kind of kinds) {
    const kept = random.chance(1, 2) || kind === always
    const share = 1 << random.int(0, 3)
    if (kept) oneIn.set(kind, share)
  }
  return items.filter((item) => random.chance(1, oneIn.get(kindOf(item)) ?? Number.POSITIVE_INFINITY))
}

/** Half of the seeds have all operations; the others leave out kinds, the same ones at every client. */
function someOperations(random: Random, operations: Plan['operations']): Plan['operations'] {
  if (random.chance(1, 2)) return operations
  const all = Object.entries(operations).flatMap(([node, list]) =>
    list.map((operation) => ({ node, operation })),
  )
  const kept = someKinds(random, all, ({ operation }) => kindOfOperation(operation))
  const chosen: Record<string, unknown[]> = {}
  for (const node of Object.keys(operations)) chosen[node] = []
  for (const { node, operation } of kept) chosen[node]!.push(operation)
  return chosen
}
