import * as fc from 'fast-check'
import { scriptOf } from '../../explore/explain/script.ts'
import type { TimedFault } from '../../faults/fault.ts'
import { UsageError } from '../../kernel/errors.ts'
import { didYouMean } from '../../kernel/nearest.ts'
import type { PinnedNetwork } from '../../simulation/pinned-network.ts'
import { type Plan, planOf } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { drawnFaults } from './drawn-faults.ts'
import { mostOf } from './lists.ts'
import { drawnOperations } from './operations.ts'
import { seeds } from './seeds.ts'

export interface PlanConstraints {
  /**
   * The schedules of faults, such as `faultSchedules`. Unless told, those that the scenario draws, or some of them: what
   * else may strike, and whether the scenario's properties are meant to bear it, it does not say.
   */
  readonly faults?: fc.Arbitrary<readonly TimedFault[]>
  /** What clients do, by node; of others, what the scenario draws, or some of it. */
  readonly operations?: Readonly<Record<string, fc.Arbitrary<readonly unknown[]>>>
  /** Networks without chance, such as `pinnedNetworks`; the scenario's own, drawn from the plan's seed, unless told. */
  readonly network?: fc.Arbitrary<PinnedNetwork>
}

/**
 * Whole plans of a scenario, which print as readable scripts: a seed, faults, operations, and which of the scenario's
 * conditional faults are armed.
 */
export function plans(scenario: Scenario, constraints: PlanConstraints = {}): fc.Arbitrary<Plan> {
  const { conditions, operations } = planOf(scenario, 0)
  const clients = Object.keys(operations)
  for (const id of Object.keys(constraints.operations ?? {}))
    if (!clients.includes(id))
      throw new UsageError(
        `Expected plans({ operations }) to name clients that plan what they do (${clients.join(', ') || 'there are none'}), got '${id}'.${didYouMean(id, clients)}`,
      )
  const byClient = clients.map(
    (id) => [id, constraints.operations?.[id] ?? drawnOperations(scenario, id)] as const,
  )
  const parts = {
    seed: seeds().map(String),
    faults: constraints.faults ?? drawnFaults(scenario),
    conditions: mostOf(conditions),
    operations: fc.record(Object.fromEntries(byClient)),
  }
  const plan: fc.Arbitrary<Plan> =
    constraints.network === undefined
      ? fc.record(parts)
      : fc.record({ ...parts, network: constraints.network })
  return plan.map((one) =>
    Object.defineProperty({ ...one }, fc.toStringMethod, { value: () => scriptOf(scenario, one).join('\n') }),
  )
}
