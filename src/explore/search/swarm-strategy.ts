import type { TimedFault } from '../../faults/fault.ts'
import { inOrder, scaled } from '../../faults/generator.ts'
import { faultLabel } from '../../faults/label.ts'
import { Random } from '../../kernel/random.ts'
import { type Micros, ms, seconds } from '../../kernel/time.ts'
import { type Plan, planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { kindOfOperation } from './operation-kind.ts'
import type { Strategy } from './strategy.ts'
import { Vocabulary } from './vocabulary.ts'

/**
 * Swarm testing (Groce, Zhang, Eide, Chen & Regehr, "Swarm testing", ISSTA 2012): each seed leaves out some kinds of
 * fault, some conditional faults and some kinds of operation altogether, as what is always there keeps other things
 * from showing. Of each kind of fault that is left it has more or fewer than the generators draw, longer or shorter
 * ones; and half of the seeds have them all within a short while, for what matters may soon be over.
 */
export function swarmStrategy(scenario: Scenario): Strategy {
  const vocabulary = new Vocabulary(scenario)
  return { name: 'swarm', generation: null, planFor: (seed) => swarmed(scenario, vocabulary, seed) }
}

function swarmed(scenario: Scenario, vocabulary: Vocabulary, seed: number): Plan {
  const plan = planOf(scenario, seed)
  const random = new Random(`${plan.seed}/swarm`)
  // Several plans' faults are there to choose from.
  const pool = [plan, ...[2, 3, 4].map((more) => planOf(scenario, `${seed}~${more}`))]
  const faults = new Swarm(scenario, vocabulary, random).faults(pool)
  const allConditions = random.chance(1, 2)
  return {
    ...plan,
    faults,
    // Conditions often follow upon each other: half of the seeds have them all.
    conditions: plan.conditions.filter(
      (condition) => random.chance(1, 2) || allConditions || !vocabulary.mayDisarm(condition),
    ),
    operations: someOperations(random, plan.operations),
  }
}

/** What a seed is inclined to. */
class Swarm {
  private readonly vocabulary: Vocabulary
  private readonly random: Random
  private readonly end: Micros
  /** All faults strike from here on, for so long. */
  private readonly window: { readonly begin: Micros; readonly length: Micros }

  constructor(scenario: Scenario, vocabulary: Vocabulary, random: Random) {
    this.vocabulary = vocabulary
    this.random = random
    this.end = scenario.healAt ?? scenario.until
    const length = random.chance(1, 2) ? this.end : scaled(random, Math.ceil(this.end / 64), this.end)
    const begin = random.chance(1, 2) ? 0 : random.int(0, this.end - length)
    this.window = { begin, length }
  }

  /** Of a pool of plans, the first of which has the seed's own sequences. */
  faults(pool: readonly Plan[]): TimedFault[] {
    const { vocabulary, random } = this
    const [own] = pool as [Plan]
    const kept = own.faults.filter((timed) => !vocabulary.mayMove(timed))
    const sequences = someKinds(
      random,
      kept.filter((timed) => vocabulary.mayLeaveOut(timed)),
      labelOf,
    )
    const drawn = pool.map(({ faults }) => faults.filter((timed) => vocabulary.mayMove(timed)))
    const kinds = [...new Set(drawn.flat().map(labelOf))].sort()
    const always = kinds.length > 0 ? random.pick(kinds) : ''
    const chosen = kinds.flatMap((kind) => {
      const isThere = random.chance(1, 2) || kind === always
      const share = random.pick([1, 1, 2, 3, 4])
      const oneIn = share > 1 ? 1 : 1 << random.int(0, 3)
      const longest = random.chance(1, 2) ? null : scaled(random, ms(1), seconds(1))
      if (!isThere) return []
      const all = drawn
        .slice(0, share)
        .flat()
        .filter((timed) => labelOf(timed) === kind)
      return all.filter(() => random.chance(1, oneIn)).map((timed) => this.within(timed, longest))
    })
    const rest = kept.filter((timed) => !vocabulary.mayLeaveOut(timed) || sequences.includes(timed))
    return vocabulary.admitted(inOrder([...rest, ...chosen]))
  }

  /** The fault in the window, no longer than that; over before faults must be. */
  private within({ at, fault }: TimedFault, longest: Micros | null): TimedFault {
    const { begin, length } = this.window
    const time = Math.min(this.end - 2, begin + Math.floor((at / this.end) * length))
    if (!('lasts' in fault) || fault.lasts === undefined) return { at: time, fault }
    const lasts = longest === null ? fault.lasts : scaled(this.random, 1, longest)
    return { at: time, fault: { ...fault, lasts: Math.max(1, Math.min(lasts, this.end - time - 1)) } }
  }
}

const labelOf = ({ fault }: TimedFault) => faultLabel(fault)

/** Each kind with a chance of one half, but one at least. */
function someKinds<Item>(random: Random, items: readonly Item[], kindOf: (item: Item) => string): Item[] {
  const kinds = [...new Set(items.map(kindOf))].sort()
  if (kinds.length === 0) return []
  const always = random.pick(kinds)
  const kept = new Set(kinds.filter((kind) => random.chance(1, 2) || kind === always))
  return items.filter((item) => kept.has(kindOf(item)))
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
