import { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import { type Plan, planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Discovery } from './discovery.ts'
import { mutated } from './mutation.ts'
import { prioritiesStrategy } from './priorities-strategy.ts'
import { randomStrategy } from './random-strategy.ts'
import type { Strategy } from './strategy.ts'
import { swarmStrategy } from './swarm-strategy.ts'
import { Vocabulary } from './vocabulary.ts'

/** A situation, and the plan that reached it first. */
interface Reached {
  readonly plan: Plan
  readonly at: Micros
  readonly node: string | null
  /** In how many runs it was reached, and for how many plans it was chosen. */
  weight: number
}

/** Runs of a generation: few enough to learn soon, enough to keep several workers busy. */
const generation = 20
/** Of so many situations the one reached most rarely is chosen. */
const tournament = 3

/**
 * Coverage-guided search: a plan whose run reached a new situation is kept and mutated, close to the moment at which it
 * did; situations that few runs reach are preferred (as AFLFast does: Böhme, Pham & Roychoudhury, "Coverage-based
 * greybox fuzzing as Markov chain", CCS 2016; for faults of distributed systems: Meng, Pîrlea, Roychoudhury & Sergey,
 * "Greybox fuzzing of distributed systems", CCS 2023). One plan in four is a new one, by another strategy.
 */
export function coverageStrategy(scenario: Scenario, first: number): Strategy {
  return new CoverageStrategy(scenario, first)
}

class CoverageStrategy implements Strategy {
  readonly name = 'coverage'
  readonly generation = generation
  private readonly scenario: Scenario
  private readonly first: number
  /** Where new plans come from, in turn. */
  private readonly newcomers: readonly Strategy[]
  private readonly vocabulary: Vocabulary
  private readonly servers: readonly string[]
  private readonly situations = new Map<number, Reached>()
  private readonly corpus: Reached[] = []
  /** The plans of the generation under way, and which situations they were made for. */
  private plans = new Map<number, { readonly plan: Plan; readonly chosen: readonly Reached[] }>()

  constructor(scenario: Scenario, first: number) {
    this.scenario = scenario
    this.first = first
    const random = randomStrategy(scenario)
    this.newcomers = [random, swarmStrategy(scenario), random, prioritiesStrategy(scenario)]
    this.vocabulary = new Vocabulary(scenario)
    this.servers = Object.keys(scenario.nodes).filter((id) => !scenario.nodes[id]!.definition.client)
  }

  planFor(number: number): Plan {
    let made = this.plans.get(number)
    if (made === undefined) {
      made = this.newPlan(number)
      this.plans.set(number, made)
    }
    return made.plan
  }

  learn(discoveries: readonly Discovery[]): void {
    for (const { number, situations, times, nodes } of discoveries) {
      const { plan, chosen } = this.plans.get(number)!
      for (const reached of chosen) reached.weight++
      for (const [index, situation] of situations.entries()) {
        const known = this.situations.get(situation)
        if (known !== undefined) {
          known.weight++
          continue
        }
        const node = this.servers[nodes[index]!] ?? null
        const reached = { plan, at: times[index]!, node, weight: 1 }
        this.situations.set(situation, reached)
        this.corpus.push(reached)
      }
    }
    this.plans = new Map()
  }

  private newPlan(number: number) {
    const { scenario, vocabulary } = this
    const fresh = planOf(scenario, number)
    if (this.corpus.length === 0 || number % 4 === 0)
      return { plan: this.newcomers[(number >> 2) & 3]!.planFor(number), chosen: [] }
    const random = new Random(`${this.first}/coverage/${number}`)
    const chosen = this.chosen(random)
    const other = this.chosen(random)
    const { at: moment, node } = chosen
    const mutation = { scenario, vocabulary, random, moment, node, other: other.plan, fresh }
    return { plan: mutated(chosen.plan, mutation), chosen: [chosen, other] }
  }

  private chosen(random: Random): Reached {
    const candidates = Array.from({ length: tournament }, () => random.pick(this.corpus))
    return candidates.reduce((rarest, other) => (other.weight < rarest.weight ? other : rarest))
  }
}
