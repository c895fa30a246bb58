import { withinBudget } from '../../faults/budget.ts'
import type { TimedFault } from '../../faults/fault.ts'
import { inOrder, scaled } from '../../faults/generator.ts'
import type { Random } from '../../kernel/random.ts'
import type { Micros } from '../../kernel/time.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'

/** What a mutation may draw on. */
export interface Mutation {
  readonly scenario: Scenario
  readonly random: Random
  /** A moment of the plan's run at which something was new, µs. */
  readonly moment: Micros
  /** The node at which it was; `null` for none. */
  readonly node: string | null
  /** Another plan that is worth mixing with. */
  readonly other: Plan
  /** A plan freshly drawn from the scenario: what may be put into a plan comes from such, and nothing else does. */
  readonly fresh: Plan
}

/** Faults that stand alone and may strike at another time; those of clocks and disks belong together in sequences. */
const movable: ReadonlySet<string> = new Set(['crash', 'wipe', 'pause', 'partition', 'clog', 'degrade', 'slow'])

/** A plan like the given one, changed in one to four respects. */
export function mutated(plan: Plan, mutation: Mutation): Plan {
  const { random } = mutation
  let changed = plan
  const changes = scaled(random, 1, 4)
  for (let change = 0; change < changes; change++) changed = random.pick(weighted)(changed, mutation)
  return { ...changed, faults: admissible(mutation.scenario, changed.faults) }
}

type Change = (plan: Plan, mutation: Mutation) => Plan

/** A fault of the fresh plan strikes close to the moment; half of the time until which the plan's others strike is unchanged. */
const addFault: Change = (plan, { random, fresh, moment, scenario, node }) => {
  const candidates = fresh.faults.filter(({ fault }) => movable.has(fault.type))
  if (candidates.length === 0) return plan
  const here = candidates.filter(({ fault }) => 'node' in fault && fault.node === node)
  const { fault } = random.pick(here.length > 0 && random.chance(1, 2) ? here : candidates)
  return { ...plan, faults: [...plan.faults, retimed({ at: 0, fault }, near(random, moment), scenario, random)] }
}

const moveFault: Change = (plan, { random, moment, scenario }) => {
  const indexes = plan.faults.flatMap(({ fault }, index) => (movable.has(fault.type) ? [index] : []))
  if (indexes.length === 0) return plan
  const index = random.pick(indexes)
  const moved = retimed(plan.faults[index]!, near(random, moment), scenario, random)
  return { ...plan, faults: plan.faults.with(index, moved) }
}

const lengthenFault: Change = (plan, { random, scenario }) => {
  const indexes = plan.faults.flatMap(({ fault }, index) =>
    movable.has(fault.type) && 'lasts' in fault && fault.lasts !== undefined ? [index] : [],
  )
  if (indexes.length === 0) return plan
  const index = random.pick(indexes)
  const { at, fault } = plan.faults[index]!
  return { ...plan, faults: plan.faults.with(index, retimed({ at, fault }, at, scenario, random)) }
}

const dropFaults: Change = (plan, { random }) => {
  const share = random.pick([2, 4, 10])
  return { ...plan, faults: plan.faults.filter(() => !random.chance(1, share)) }
}

/** What comes after the moment is as in another plan. */
const spliceFaults: Change = (plan, { random, moment, other, fresh }) => {
  const after = random.chance(1, 2) ? other : fresh
  const faults = [
    ...plan.faults.filter(({ at }) => at <= moment),
    ...after.faults.filter(({ at }) => at > moment),
  ]
  return { ...plan, faults }
}

/** After the moment, nothing more is wrong. */
const calmAfter: Change = (plan, { moment }) => ({
  ...plan,
  faults: plan.faults.filter(({ at }) => at <= moment),
})

const otherOperations: Change = (plan, { random, other, fresh }) => {
  const nodes = Object.keys(plan.operations).sort()
  if (nodes.length === 0) return plan
  const node = random.pick(nodes)
  const from = random.chance(1, 2) ? other : fresh
  const operations = random.chance(1, 4) ? [] : (from.operations[node] ?? [])
  return { ...plan, operations: { ...plan.operations, [node]: operations } }
}

const otherConditions: Change = (plan, { random, scenario }) => {
  const armed = scenario.faults.flatMap((source, index) => ('when' in source ? [index] : []))
  if (armed.length === 0) return plan
  const toggled = random.pick(armed)
  const conditions = armed.filter((index) => plan.conditions.includes(index) !== (index === toggled))
  return { ...plan, conditions }
}

/** Nodes and network draw otherwise. */
const otherSeed: Change = (plan, { random }) => ({ ...plan, seed: String(random.bits()) })

const weighted: readonly Change[] = [
  addFault,
  addFault,
  addFault,
  addFault,
  moveFault,
  moveFault,
  lengthenFault,
  dropFaults,
  spliceFaults,
  spliceFaults,
  calmAfter,
  otherOperations,
  otherConditions,
  otherSeed,
]

/** Shortly after the moment, now and then shortly before. */
function near(random: Random, moment: Micros): Micros {
  const distance = scaled(random, 1, 200_000)
  return Math.max(0, random.chance(3, 4) ? moment + distance : moment - distance)
}

/** The fault at another time and of another length, over before faults must be. */
function retimed({ fault }: TimedFault, at: Micros, scenario: Scenario, random: Random): TimedFault {
  const until = scenario.healAt ?? scenario.until
  const time = Math.min(at, until - 2)
  if (!('lasts' in fault) || fault.lasts === undefined) return { at: time, fault }
  const lasts = random.chance(1, 2) ? fault.lasts : scaled(random, 1_000, 1_000_000)
  return { at: time, fault: { ...fault, lasts: Math.max(1, Math.min(lasts, until - time - 1)) } }
}

/** In order of time, and no more nodes down at once than the scenario's generators may take down. */
function admissible({ faults, nodes }: Scenario, schedule: readonly TimedFault[]): TimedFault[] {
  const servers = Object.keys(nodes).filter((id) => !nodes[id]!.definition.client)
  void faults
  return withinBudget(inOrder(schedule), servers, { atMost: Math.max(1, Math.floor((servers.length - 1) / 2)) })
}
