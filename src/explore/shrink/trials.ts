import { UsageError } from '../../kernel/errors.ts'
import { TraceHash } from '../../kernel/trace-hash.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { SimulationOptions } from '../../simulation/simulation.ts'

/** Runs plan after plan, and tells whether the property still fails: always the same one. */
export class Trials {
  /** How many plans were run. */
  count = 0
  readonly property: string
  private readonly scenario: Scenario
  private readonly known = new Map<string, boolean>()
  /** The most events of a run: a plan may turn a short failure into endless work. */
  private events = Number.POSITIVE_INFINITY

  private readonly vitals: Pick<SimulationOptions, 'vitals'>

  constructor(scenario: Scenario, property: string, vitals?: Int32Array) {
    this.vitals = vitals ? { vitals } : {}
    this.property = property
    this.scenario = judgedByOne(scenario, property)
  }

  fails(plan: Plan): boolean {
    const hash = new TraceHash()
    hash.addText(JSON.stringify(plan))
    const key = hash.digest()
    const known = this.known.get(key)
    if (known !== undefined) return known
    const run = this.run(plan)
    this.known.set(key, run !== null)
    // A failure that comes much later than the best so far is no simpler.
    if (run !== null) this.events = 4 * run.events + 1_000
    return run !== null
  }

  /** The run of a plan, if the property fails in it. */
  run(plan: Plan, options: SimulationOptions = {}): Run | null {
    this.count++
    try {
      const bounded = { ...this.scenario, events: Math.min(this.scenario.events, this.events) }
      const run = simulate(bounded, { ...this.vitals, ...options, plan })
      return run.violations.some(({ property }) => property === this.property) ? run : null
    } catch (error) {
      // A plan that makes no sense (a condition that reads a node which is gone, …) is no smaller failure.
      if (error instanceof UsageError || error instanceof TypeError) return null
      throw error
    }
  }
}

/** The scenario with no other property than the one, which ends a run. */
export function judgedByOne(scenario: Scenario, property: string): Scenario {
  const all = [...scenario.holds, ...scenario.violates]
  return { ...scenario, holds: all.filter(({ name }) => name === property), violates: [], reaches: [] }
}
