import { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import { type Plan, planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Discovery } from './discovery.ts'
import { mutated } from './mutation.ts'
import type { Strategy } from './strategy.ts'
import { swarmStrategy } from './swarm-strategy.ts'

/** A situation, and how it was reached first. */
interface Reached {
  readonly plan: Plan
  readonly at: Micros
  readonly node: number
  /** In how many runs it was reached. */
  runs: number
  /** How often its plan was mutated for its sake. */
  tries: number
}

const generation = 20

export function coverageStrategy(scenario: Scenario, first: number): Strategy {
  const swarm = swarmStrategy(scenario)
  const servers = Object.keys(scenario.nodes).filter((id) => !scenario.nodes[id]!.definition.client)
  const situations = new Map<number, Reached>()
  const list: Reached[] = []
  let plans = new Map<number, Plan>()

  const pick = (random: Random): Reached => {
    let best = random.pick(list)
    for (let i = 0; i < 7; i++) {
      const other = random.pick(list)
      if (other.runs + other.tries < best.runs + best.tries) best = other
    }
    return best
  }
  const planFor = (number: number): Plan => {
    if (list.length === 0 || number % 4 === 0) return (number % 8 === 0 ? swarm.planFor(number) : planOf(scenario, number))
    const random = new Random(`${first}/coverage/${number}`)
    const chosen = pick(random)
    chosen.tries++
    return mutated(chosen.plan, {
      scenario, random, moment: chosen.at, node: servers[chosen.node] ?? null, other: pick(random).plan, fresh: planOf(scenario, number),
    })
  }
  return {
    name: 'coverage',
    generation,
    planFor(number) {
      let plan = plans.get(number)
      if (plan === undefined) { plan = planFor(number); plans.set(number, plan) }
      return plan
    },
    learn(discoveries: readonly Discovery[]) {
      for (const { number, situations: reached, times, nodes } of discoveries) {
        const plan = plans.get(number)!
        for (const [index, situation] of reached.entries()) {
          const known = situations.get(situation)
          if (known) known.runs++
          else {
            const entry: Reached = { plan, at: times[index]!, node: nodes[index]!, runs: 1, tries: 0 }
            situations.set(situation, entry)
            list.push(entry)
          }
        }
      }
      plans = new Map()
    },
  }
}
