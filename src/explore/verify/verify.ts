import { UsageError } from '../../kernel/errors.ts'
import { planOf, type Seed } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { VerifyBounds } from '../../simulation/verify-bounds.ts'
import { counterexample } from './counterexample.ts'
import { endlessRuns } from './liveness/endless-runs.ts'
import { type OrderName, parseOrder } from './order/order-names.ts'
import { orderOf } from './order/orders.ts'
import type { VerifyProgress } from './progress.ts'
import { requireBounds, requireSearchable } from './requirements.ts'
import { Search } from './search.ts'
import type { Command, Reply } from './shards/exchange.ts'
import { type Course, type Finding as LevelFinding, Levels } from './shards/levels.ts'
import { Shard } from './shards/shard.ts'
import type { Reductions, TransitionSystem } from './states/transition-system.ts'
import { type Verification, verificationOf } from './verification.ts'
import { type VisitedState, visitedState } from './visited-state.ts'
import { witnessOf } from './witness.ts'

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
  return isByLevels(order, scenario)
    ? verifyByLevels(scenario, options)
    : verifyInOrder(order, scenario, options)
}

/** Whether something must come to hold some time: to see that, a search has to know all states and steps at once. */
export function mustComeToHold({ holds, violates }: Scenario): boolean {
  return [...holds, ...violates].some(({ type }) => type === 'eventually')
}

/** Whether a search in an order goes depth by depth, which many workers can share. */
export function isByLevels(order: OrderName, scenario: Scenario): boolean {
  return order === 'breadth' && !mustComeToHold(scenario)
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
  return visit === undefined ? null : (vector) => visit(visitedState(system, vector))
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
