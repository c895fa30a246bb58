import { UsageError } from '../../kernel/errors.ts'
import { type Plan, planOf, type Seed } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { VerifyBounds } from '../../simulation/verify-bounds.ts'
import { planOfPath } from './counterexample.ts'
import { endlessRuns } from './endless-runs.ts'
import type { Command, Fingerprint, Reply } from './exchange.ts'
import type { HinderingBound } from './fair-components.ts'
import type { JudgedSystem } from './judged-system.ts'
import {
  type Course,
  type Exhausted,
  type Finding as LevelFinding,
  Levels,
  type VerifyProgress,
} from './levels.ts'
import { type OrderName, orderOf, parseOrder } from './orders.ts'
import { pathTo, type Step } from './path.ts'
import { requireBounds, requireSearchable } from './requirements.ts'
import { Search } from './search.ts'
import { Shard } from './shard.ts'
import type { Reductions, TransitionSystem } from './transition-system.ts'
import { type Witness, witnessOf } from './witness.ts'

/** How to search; none of it changes what is verified, unless it is stopped. */
export interface VerifyOptions {
  /** What clients do is drawn from it; 1 unless told. */
  readonly seed?: Seed
  /** Other bounds than the scenario's, one by one. */
  readonly bounds?: VerifyBounds
  /** In which order; `breadth` unless told. */
  readonly order?: OrderName
  /** How many random walks to take; 1,000 unless told. Each takes as many steps as the bound `depth` says, or 1,000. */
  readonly walks?: number
  /** Which reductions to do without. */
  readonly reductions?: Reductions
  /** Asked now and then; what it names, unless `null`, ends the search with what is known. */
  readonly stop?: () => 'time' | 'stopped' | null
  /** Told now and then. */
  readonly progress?: (progress: VerifyProgress) => void
  /** Where another thread can see that the search goes on: `[how much was done, -1]`. */
  readonly vitals?: Int32Array
  /** Told of every state that is visited, by the names of the nodes; slow. */
  readonly visit?: (state: VisitedState) => void
}

/** A state of the whole, as visitors see it. */
export interface VisitedState {
  readonly nodes: Readonly<Record<string, { readonly up: boolean; readonly state: unknown }>>
  /** The messages under way. */
  readonly messages: readonly { readonly from: string; readonly to: string; readonly message: unknown }[]
}

/** A violation that a search found, and a way to it: a shortest one in the orders `breadth` and `deepening`. */
export interface Counterexample {
  readonly property: string
  readonly message: string
  /** How many steps it takes. */
  readonly depth: number
  readonly steps: readonly Step[]
  /** A plan whose run goes the same way; it shrinks, replays and explains as any. */
  readonly plan: Plan
  /**
   * Of a run without end in which something never comes to hold: the index of the step from which on it repeats its
   * steps for ever; `null` where nothing more has to happen. Its plan takes three turns.
   */
  readonly cycle?: number | null
  /**
   * Whether the plan's run violates the property too: always but for `deadlock`, which no run is judged by, and for what
   * never comes to hold, where the healing of the scenario may help it on.
   */
  readonly replays: boolean
  /** Where a handler threw. */
  readonly stack?: string
}

/** What a search came to. */
export interface Verification extends VerifyProgress {
  /**
   * - `verified`: everything within the bounds was seen, and no property is violated.
   * - `violated`: a property that had to hold does not, or, of what the scenario declares to be violated or reached,
   *   something is not within the bounds.
   * - `shown`: what the scenario declares to be violated is, and nothing else was seen to be.
   * - `undecided`: a bound of the search ran out before.
   */
  readonly verdict: 'verified' | 'violated' | 'shown' | 'undecided'
  /** Which bound ran out. */
  readonly exhausted: Exhausted | HinderingBound | null
  /** What may come to hold or not, for the bound that ran out: all else was decided. */
  readonly unsettled: Readonly<Record<string, Exhausted | HinderingBound>>
  readonly violations: readonly Counterexample[]
  /** After how many steps each situation of `reaches` was reached first; `null` when it was not. */
  readonly reached: Readonly<Record<string, number | null>>
  /** The ways on which they were reached. */
  readonly witnesses: readonly Witness[]
  /** Of `violates`, what was not shown. */
  readonly notShown: readonly string[]
  /** How many states lead nowhere else. */
  readonly ends: number
  /** How often handlers ran; all else was looked up. */
  readonly handlerRuns: number
  /** At most so likely were two states taken for one: n²/2⁶⁵ for n states with fingerprints of 64 bits. */
  readonly collision: number
  readonly seed: string
}

/** How many states are expanded between two looks at the outside. */
const pace = 256
const usualWalks = 1_000

/**
 * Looks at everything that can happen in a scenario within its `verify` bounds: every order of deliveries, timeouts,
 * losses, duplications, crashes and restarts. Its handlers run as in simulations, once for each pair of a node's state
 * and an input. What must come to hold (`eventually`) is asked of every run in which all that stays possible, but for
 * failures, happens some time.
 * @throws UsageError for a scenario without bounds, or with what can't be searched, saying what to do instead.
 */
export function verify(scenario: Scenario, options: VerifyOptions = {}): Verification {
  const order = parseOrder(options.order ?? 'breadth')
  requireWalks(options.walks ?? usualWalks)
  return order === 'breadth' && !mustComeToHold(scenario)
    ? verifyByLevels(scenario, options)
    : verifyInOrder(order, scenario, options)
}

/** Whether something must come to hold some time: to see that, a search has to know all states and steps at once. */
export function mustComeToHold({ holds, violates }: Scenario): boolean {
  return [...holds, ...violates].some(({ type }) => type === 'eventually')
}

function verifyByLevels(scenario: Scenario, options: VerifyOptions): Verification {
  const { levels, shard, conclude } = searchOf(scenario, options)
  shard.begin()
  follow(levels.rounds(1), (command) => {
    const reply = shard.obey(command)
    const reason = look(options, levels.progress)
    if (reason !== null) levels.stop(reason)
    return reply
  })
  return conclude(follow(levels.findings(1), (command) => shard.obey(command)))
}

/** Follows what is to be done in a single shard to its end. */
function follow<Result>(course: Course<Result>, obey: (command: Command) => Reply): Result {
  let next = course.next()
  while (!next.done) next = course.next([obey(next.value[0]!)])
  return next.value
}

/** One shard of a search in breadth, and the course of them all. */
export interface ShardedSearch {
  readonly shard: Shard
  readonly levels: Levels
  /** What the whole comes to, from what was found violated. */
  conclude(findings: readonly LevelFinding[]): Verification
}

/**
 * The shard with an index, of so many; it has not begun.
 * @throws UsageError for a scenario without bounds, or with what can't be searched, or not in shards, saying what to do
 * instead.
 */
export function searchOf(scenario: Scenario, options: VerifyOptions, index = 0, count = 1): ShardedSearch {
  if (mustComeToHold(scenario))
    throw new UsageError(
      `Expected a search in one piece where something must come to hold some time, but that of '${scenario.title}' is to be shared out; let one worker do it.`,
    )
  const { bounds, seed, operations } = questionOf(scenario, options)
  const levels = new Levels(bounds, new Set(scenario.violates.map(({ name }) => name)))
  const shard = new Shard(scenario, bounds, operations, options.reductions, index, count)
  shard.visit = watch(shard.system, options)
  const conclude = (findings: readonly LevelFinding[]) => {
    const violations = findings.map((finding) =>
      counterexample(scenario, shard.judged, finding, finding.states, seed, operations),
    )
    const witnesses = levels.reached.map(({ property, states }) =>
      witnessOf(scenario, shard.judged, property, states, seed, operations),
    )
    return verificationOf(scenario, levels, violations, witnesses, seed)
  }
  return { levels, shard, conclude }
}

function verifyInOrder(order: OrderName, scenario: Scenario, options: VerifyOptions): Verification {
  const { walks = usualWalks, reductions = {} } = options
  const { bounds, seed, operations } = questionOf(scenario, options)
  const search = new Search(scenario, bounds, operations, reductions, (self) =>
    orderOf(order, self, bounds.depth, { seed, count: walks }),
  )
  search.visit = watch(search.system, options)
  search.begin()
  while (!search.over) {
    search.advance(pace)
    const reason = look(options, search.progress)
    if (reason !== null) search.stop(reason)
  }
  const violations = search.violations.map((finding) =>
    counterexample(scenario, search.judged, finding, search.statesTo(finding), seed, operations),
  )
  const { endless, unsettled } = endlessRuns(scenario, search, seed, operations, () => beat(options))
  const witnesses = search.reached.map((finding) =>
    witnessOf(scenario, search.judged, finding.property, search.statesTo(finding), seed, operations),
  )
  return verificationOf(scenario, search, [...violations, ...endless], witnesses, seed, unsettled)
}

/** What is asked. */
function questionOf(scenario: Scenario, options: VerifyOptions) {
  const bounds = { ...requireBounds(scenario), ...options.bounds }
  requireSearchable(scenario)
  const { seed, operations } = planOf(scenario, options.seed ?? 1)
  return { bounds, seed, operations }
}

/** Lets others see every state, and which node runs. */
function watch(system: TransitionSystem, { visit, vitals }: VerifyOptions): Shard['visit'] {
  system.local.vitals = vitals ?? null
  return visit === undefined ? null : (vector, length) => visit(stateOf(system, vector, length))
}

/** Lets the outside see that the search goes on. */
function beat({ vitals }: { readonly vitals?: Int32Array | undefined }): void {
  if (vitals === undefined) return
  vitals[0]!++
  vitals[1] = -1
}

/** Tells the outside how far the search is, and asks whether to stop. */
function look({ vitals, progress, stop }: VerifyOptions, now: VerifyProgress): 'time' | 'stopped' | null {
  beat({ vitals })
  progress?.(now)
  return stop?.() ?? null
}

function requireWalks(walks: number): void {
  if (walks !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(walks) && walks >= 1))
    throw new UsageError(`Expected walks to be a whole number, 1 or more, or Infinity, got ${walks}.`)
}

function stateOf({ local, fixed }: TransitionSystem, vector: Int32Array, length: number): VisitedState {
  const nodes = local.ids.map((id, node) => {
    const { up, state } = local.viewOf(vector[node]!)
    return [id, { up, state }] as const
  })
  const messages = [...vector.subarray(fixed, length)].map((envelope) => {
    const { from, to, message } = local.envelopes.values[envelope]!
    return { from: local.ids[from]!, to: local.ids[to]!, message }
  })
  return { nodes: Object.fromEntries(nodes), messages }
}

/** What a search has counted and found when it ends. */
interface Outcome {
  readonly progress: VerifyProgress
  readonly exhausted: Exhausted | null
  readonly reached: readonly { readonly property: string; readonly depth: number }[]
  readonly ends: number
  readonly handlerRuns: number
}

function verificationOf(
  scenario: Scenario,
  outcome: Outcome,
  violations: readonly Counterexample[],
  witnesses: readonly Witness[],
  seed: string,
  unsettled: Verification['unsettled'] = {},
): Verification {
  const { progress, ends, handlerRuns } = outcome
  const exhausted = outcome.exhausted ?? Object.values(unsettled)[0] ?? null
  const { states } = progress
  const violated = new Set(violations.map(({ property }) => property))
  const declared = scenario.violates.map(({ name }) => name)
  const notShown = declared.filter((name) => !violated.has(name))
  const reached = Object.fromEntries(
    scenario.reaches.map(({ name }) => [
      name,
      outcome.reached.find(({ property }) => property === name)?.depth ?? null,
    ]),
  )
  const isUnexpected = [...violated].some((name) => !declared.includes(name))
  const isShown = declared.length > 0 && notShown.length === 0
  const isMissing = notShown.length > 0 || Object.values(reached).includes(null)
  return {
    ...progress,
    verdict: isUnexpected
      ? 'violated'
      : isShown
        ? 'shown'
        : exhausted !== null
          ? 'undecided'
          : isMissing
            ? 'violated'
            : 'verified',
    exhausted,
    unsettled,
    violations,
    reached,
    witnesses,
    notShown,
    ends,
    handlerRuns,
    collision: (states * states) / 2 / 4_294_967_296 / 4_294_967_296,
    seed,
  }
}

function counterexample(
  scenario: Scenario,
  judged: JudgedSystem,
  {
    property,
    message,
    stack,
  }: { readonly property: string; readonly message: string; readonly stack?: string },
  states: readonly Fingerprint[],
  seed: string,
  operations: Plan['operations'],
): Counterexample {
  const steps = pathTo(judged, states, property)
  const depth = states.length - 1
  const plan = planOfPath(scenario, seed, operations, steps)
  const replays = simulate(scenario, { plan }).violations.some((violation) => violation.property === property)
  return { property, message, depth, steps, plan, replays, ...(stack !== undefined && { stack }) }
}
