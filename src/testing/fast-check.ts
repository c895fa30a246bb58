import * as fc from 'fast-check'
import { scriptOf } from '../explore/explain/script.ts'
import { type Budget, minority, withinBudget } from '../faults/budget.ts'
import { crash, type Fault, isolate, partition, pause, type TimedFault } from '../faults/fault.ts'
import { type Micros, ms, seconds } from '../kernel/time.ts'
import { type Plan, planOf } from '../simulation/plan.ts'
import type { Run } from '../simulation/run.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { simulate } from '../simulation/simulate.ts'

/** Seeds of runs, which shrink towards 0. */
export function seeds(): fc.Arbitrary<number> {
  return fc.nat()
}

export interface FaultScheduleConstraints {
  /** No fault strikes later, µs. */
  readonly until: Micros
  /** How much may be down at one time; a minority of the nodes unless told. */
  readonly budget?: Budget
  /** The most faults of a schedule before the budget is kept; 8 unless told. */
  readonly maxLength?: number
}

/** Crashes, pauses and partitions within a budget, all of which end; fewer, earlier and shorter when they shrink. */
export function faultSchedules<Id extends string>(
  nodes: readonly Id[],
  { until, budget = { atMost: minority(nodes.length) }, maxLength = 8 }: FaultScheduleConstraints,
): fc.Arbitrary<TimedFault<Id>[]> {
  const node = fc.constantFrom(...nodes)
  const lasting = fc.integer({ min: 1, max: seconds(1) / ms(1) }).map((count) => ({ lasts: ms(count) }))
  const stops = [
    fc.tuple(node, lasting).map(([id, options]) => crash(id, options)),
    fc.tuple(node, lasting).map(([id, options]) => pause(id, options)),
  ]
  const cuts = [
    fc.tuple(node, lasting).map(([id, options]) => isolate(id, options)),
    fc
      .tuple(fc.subarray([...nodes], { minLength: 1, maxLength: Math.max(1, nodes.length - 1) }), lasting)
      .map(([group, options]) => partition([group, nodes.filter((id) => !group.includes(id))], options)),
  ]
  const fault: fc.Arbitrary<Fault<Id>> = fc.oneof(...stops, ...(nodes.length > 1 ? cuts : []))
  const time = fc.nat({ max: Math.floor(until / ms(1)) }).map((count) => ms(count))
  return (
    fc
      .array(fc.record({ at: time, fault }), { maxLength })
      // The filter only leaves faults out, so they are on the nodes that were given.
      .map((schedule) => withinBudget(schedule, nodes, budget) as TimedFault<Id>[])
  )
}

export interface PlanConstraints {
  /** The schedules of faults; unless told, those of `faultSchedules` on all nodes that are no clients. */
  readonly faults?: fc.Arbitrary<readonly TimedFault[]>
  /** One operation of each client, by node; of other clients, the scenario draws them from the seed. */
  readonly operations?: Readonly<Record<string, fc.Arbitrary<unknown>>>
}

/** Whole plans of a scenario, which print as readable scripts. */
export function plans(scenario: Scenario, constraints: PlanConstraints = {}): fc.Arbitrary<Plan> {
  const servers = Object.keys(scenario.nodes).filter((id) => !scenario.nodes[id]!.definition.client)
  const until = scenario.healAt ?? scenario.until
  const operations = Object.entries(constraints.operations ?? {}).map(
    ([node, operation]) => [node, fc.array(operation)] as const,
  )
  return fc
    .record({
      seed: seeds(),
      faults: constraints.faults ?? faultSchedules(servers, { until }),
      operations: fc.record(Object.fromEntries(operations)),
    })
    .map(({ seed, faults, operations }) => {
      const drawn = planOf(scenario, seed)
      const plan: Plan = { ...drawn, faults, operations: { ...drawn.operations, ...operations } }
      const value = () => scriptOf(scenario, plan).join('\n')
      return Object.defineProperty(plan, fc.toStringMethod, { value })
    })
}

export interface CheckOptions {
  /** How many plans are run; 100 unless told. */
  readonly runs?: number
  readonly plan?: fc.Arbitrary<Plan>
  /** Fails by throwing, or by answering false. */
  readonly assert: ((run: Run) => boolean) | ((run: Run) => void)
  /** The seed of fast-check; another each time unless told. */
  readonly seed?: number
}

/** Runs a scenario under many plans. @throws what `fc.assert` throws, with the smallest plan found as a script. */
export function check(
  scenario: Scenario,
  { runs = 100, plan = plans(scenario), assert, seed }: CheckOptions,
): void {
  const property = fc.property(plan, (one) => assert(simulate(scenario, { plan: one })))
  fc.assert(property, { numRuns: runs, ...(seed !== undefined && { seed }) })
}
