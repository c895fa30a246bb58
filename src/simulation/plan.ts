import type { Fault, TimedFault } from '../faults/fault.ts'
import { validateFault } from '../faults/validate.ts'
import { UsageError } from '../kernel/errors.ts'
import { Random } from '../kernel/random.ts'
import { formatTime, type Micros } from '../kernel/time.ts'
import type { Pin, PinnedNetwork } from './pinned-network.ts'
import type { Scenario } from './scenario.ts'
import { TimerFates, type TimerPin } from './timer-pins.ts'

/** A seed as users give it: a whole number, or any text. */
export type Seed = number | string

/** All that a run depends on besides the scenario's code: plain JSON. Running a plan needs no generator. */
export interface Plan {
  readonly seed: string
  /** The faults with a time, in order of time. */
  readonly faults: readonly TimedFault[]
  /** Which of the scenario's conditional faults are armed, by their index in its `faults`. */
  readonly conditions: readonly number[]
  /** What clients will do, by node. */
  readonly operations: Readonly<Record<string, readonly unknown[]>>
  /** Of the scenario's nodes, those that are there; all unless told. */
  readonly nodes?: readonly string[]
  /** End the run earlier than the scenario does, µs; what must come to hold by its end is not asked then. */
  readonly until?: Micros
  /** Instead of the scenario's network, one without chance. */
  readonly network?: PinnedNetwork
  /** Fates of single messages on the scenario's own network, which draws for all others what it would have drawn. */
  readonly pins?: readonly Pin[]
  /** Timers that run for another time than their node asked for. */
  readonly timers?: readonly TimerPin[]
}

/** The plan that a scenario draws from a seed. @throws UsageError when the seed is missing or no seed. */
export function planOf(scenario: Scenario, seed: Seed): Plan {
  const label = seedLabel(seed)
  const ids = Object.keys(scenario.nodes)
  const until = scenario.healAt ?? scenario.until
  const faults: TimedFault[] = []
  const conditions: number[] = []
  const servers = ids.filter((id) => !scenario.nodes[id]!.definition.client)
  for (const [index, source] of scenario.faults.entries()) {
    if ('generate' in source) {
      const random = new Random(`${label}/faults/${index}`)
      const generated = source.generate(random, { nodes: servers, until })
      for (const { at, fault } of generated)
        validateTimed(scenario, ids, at, fault, `faults[${index}], drawn by ${source.name}`)
      faults.push(...generated)
    } else if ('at' in source) faults.push(source)
    else conditions.push(index)
  }
  const operations: Record<string, readonly unknown[]> = {}
  for (const id of ids) {
    const { definition, options } = scenario.nodes[id]!
    if (definition.operations === null) continue
    const random = new Random(`${label}/operations/${id}`)
    operations[id] = definition.operations(options, random, { self: id, nodes: ids, until: scenario.until })
  }
  return { seed: label, faults: inOrder(faults), conditions, operations }
}

/**
 * Holds a plan, which may come from hand-written JSON, against its scenario.
 * @throws UsageError when they do not fit together.
 */
export function validatePlan(scenario: Scenario, plan: Plan): void {
  const ids = Object.keys(scenario.nodes)
  seedLabel(plan?.seed)
  for (const list of ['faults', 'conditions'] as const)
    if (!Array.isArray(plan[list]))
      throw new UsageError(
        `Expected plan.${list} to be a list, as planOf(scenario, seed) gives it, got ${JSON.stringify(plan[list])}.`,
      )
  const nodes = plan.nodes ?? ids
  for (const id of [...nodes, ...Object.keys(plan.operations ?? {})])
    if (!ids.includes(id))
      throw new UsageError(
        `Expected the plan to name nodes of its scenario (${ids.join(', ')}), got '${id}'.`,
      )
  for (const [index, { at, fault }] of plan.faults.entries())
    validateTimed(scenario, nodes, at, fault, `plan.faults[${index}]`)
  if (plan.timers !== undefined) new TimerFates(plan.timers, nodes)
  for (const index of plan.conditions) {
    const source = scenario.faults[index]
    if (source === undefined || !('when' in source))
      throw new UsageError(
        `Expected plan.conditions to be indexes of conditional faults in the scenario's faults, got ${JSON.stringify(index)}.`,
      )
  }
}

function validateTimed(
  { versions, healAt }: Scenario,
  nodes: readonly string[],
  time: Micros,
  fault: Fault,
  where: string,
): void {
  validateFault(fault, nodes, Object.keys(versions), where)
  if (!Number.isSafeInteger(time) || time < 0)
    throw new UsageError(`Expected the time of ${where} to be whole µs, 0 or more, got ${time}.`)
  if (healAt !== null && time >= healAt)
    throw new UsageError(
      `Expected ${where} to strike before the scenario heals, at ${formatTime(healAt)}, got ${formatTime(time)}.`,
    )
}

/** @throws UsageError when the seed is missing or no seed. */
export function seedLabel(seed: Seed): string {
  const valid =
    (typeof seed === 'number' && Number.isSafeInteger(seed)) || (typeof seed === 'string' && seed !== '')
  if (!valid)
    throw new UsageError(
      `Expected a seed: a whole number or a non-empty string, got ${JSON.stringify(seed)}.`,
    )
  return String(seed)
}

/** By time; those of one time stay in the order given (sorting is stable). */
function inOrder(faults: readonly TimedFault[]): TimedFault[] {
  return [...faults].sort((a, b) => a.at - b.at)
}
