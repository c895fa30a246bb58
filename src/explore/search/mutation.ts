import type { TimedFault } from '../../faults/fault.ts'
import { scaled } from '../../faults/generator.ts'
import type { Random } from '../../kernel/random.ts'
import { type Micros, ms, seconds } from '../../kernel/time.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What a mutation may draw on. */
export interface Mutation {
  readonly scenario: Scenario
  readonly vocabulary: Vocabulary
  readonly random: Random
  /** When something new came about in the plan's run, µs. */
  readonly moment: Micros
  /** The node at which it did; `null` for none. */
  readonly node: string | null
  /** Another plan worth mixing with. */
  readonly other: Plan
  /** A plan newly drawn from the scenario: what is put into a plan was drawn by its generators, never invented. */
  readonly fresh: Plan
}

/** A plan like the given one, changed in a few respects, mostly close to the moment. */
export function mutated(plan: Plan, mutation: Mutation): Plan {
  const { random, vocabulary } = mutation
  let changed = plan
  for (let left = scaled(random, 1, 4); left > 0; left--) changed = random.pick(changes)(changed, mutation)
  return { ...changed, faults: vocabulary.admitted(changed.faults) }
}

type Change = (plan: Plan, mutation: Mutation) => Plan

/** Another fault, half of the time at the very node. */
const addFault: Change = (plan, mutation) => {
  const { random, fresh, node, vocabulary } = mutation
  const drawn = fresh.faults.filter((timed) => vocabulary.mayMove(timed))
  const here = drawn.filter(({ fault }) => 'node' in fault && fault.node === node)
  const candidates = here.length > 0 && random.chance(1, 2) ? here : drawn
  if (candidates.length === 0) return plan
  const { fault } = random.pick(candidates)
  return { ...plan, faults: [...plan.faults, striking(fault, closeBy(mutation), mutation)] }
}

const moveFault: Change = (plan, mutation) =>
  withOneFault(plan, mutation, ({ fault }) => striking(fault, closeBy(mutation), mutation))

const resizeFault: Change = (plan, mutation) =>
  withOneFault(plan, mutation, ({ at, fault }) => striking(fault, at, mutation))

const dropFaults: Change = (plan, { random, vocabulary }) => {
  const share = random.pick([2, 4, 10])
  return {
    ...plan,
    faults: plan.faults.filter((timed) => !(vocabulary.mayMove(timed) && random.chance(1, share))),
  }
}

/** After the moment nothing more goes wrong, or what does in another plan. */
const otherAfter: Change = (plan, { random, moment, other, fresh, vocabulary }) => {
  const source = random.pick([other, fresh, null])
  const after = (source?.faults ?? []).filter((timed) => timed.at > moment && vocabulary.mayMove(timed))
  const before = plan.faults.filter((timed) => timed.at <= moment || !vocabulary.mayMove(timed))
  return { ...plan, faults: [...before, ...after] }
}

/** Other sequences of faults that belong together. */
const otherSequences: Change = (plan, { fresh, vocabulary }) => ({
  ...plan,
  faults: [
    ...plan.faults.filter((timed) => vocabulary.mayMove(timed)),
    ...fresh.faults.filter((timed) => !vocabulary.mayMove(timed)),
  ],
})

const otherOperations: Change = (plan, { random, other, fresh }) => {
  const nodes = Object.keys(plan.operations)
  if (nodes.length === 0) return plan
  const node = random.pick(nodes)
  const { operations } = random.pick([other, fresh])
  return { ...plan, operations: { ...plan.operations, [node]: operations[node] ?? [] } }
}

const otherConditions: Change = (plan, { random, scenario, vocabulary }) => {
  const indexes = [...scenario.faults.keys()].filter((index) => 'when' in scenario.faults[index]!)
  const free = indexes.filter((index) => vocabulary.mayDisarm(index))
  if (free.length === 0) return plan
  const toggled = random.pick(free)
  return {
    ...plan,
    conditions: indexes.filter((index) => plan.conditions.includes(index) !== (index === toggled)),
  }
}

/** Nodes and network draw otherwise. */
const otherSeed: Change = (plan, { random }) => ({
  ...plan,
  seed: `${plan.seed.split('~')[0]}~${random.bits()}`,
})

/** Each as likely: what is listed more often is done more often. */
const changes: readonly Change[] = [
  addFault,
  addFault,
  addFault,
  addFault,
  moveFault,
  moveFault,
  resizeFault,
  dropFaults,
  otherAfter,
  otherAfter,
  otherSequences,
  otherOperations,
  otherConditions,
  otherSeed,
]

function withOneFault(
  plan: Plan,
  { random, vocabulary }: Mutation,
  change: (timed: TimedFault) => TimedFault,
): Plan {
  const indexes = [...plan.faults.keys()].filter((index) => vocabulary.mayMove(plan.faults[index]!))
  if (indexes.length === 0) return plan
  const index = random.pick(indexes)
  return { ...plan, faults: plan.faults.with(index, change(plan.faults[index]!)) }
}

/** Usually shortly after the moment, or else shortly before. */
function closeBy({ random, moment }: Mutation): Micros {
  const distance = scaled(random, 1, ms(200))
  return Math.max(0, random.chance(3, 4) ? moment + distance : moment - distance)
}

/** The fault at a time, half of the time of another length; over before faults must be. */
function striking(fault: TimedFault['fault'], time: Micros, { random, scenario }: Mutation): TimedFault {
  const until = scenario.healAt ?? scenario.until
  const at = Math.max(0, Math.min(time, until - 2))
  if (!('lasts' in fault) || fault.lasts === undefined) return { at, fault }
  const lasts = random.chance(1, 2) ? fault.lasts : scaled(random, ms(1), seconds(1))
  return { at, fault: { ...fault, lasts: Math.max(1, Math.min(lasts, until - at - 1)) } }
}
