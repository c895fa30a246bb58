import { UsageError } from '../../kernel/errors.ts'
import { type Plan, planOf, type Seed } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import type { VerifyBounds } from '../../simulation/verify-bounds.ts'
import { planOfPath } from './counterexample.ts'
import { type OrderName, orderOf, parseOrder } from './orders.ts'
import { pathTo, type Step } from './path.ts'
import { requireBounds, requireSearchable } from './requirements.ts'
import { type Exhausted, type Finding, Search } from './search.ts'
import type { Reductions } from './transition-system.ts'

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

/** How far a search is. */
export interface VerifyProgress {
  /** Steps looked at, the beginning included. */
  readonly generated: number
  /** Different states. */
  readonly states: number
  /** States that wait to be expanded. */
  readonly queued: number
  /** How many steps the farthest state is away from the beginning. */
  readonly depth: number
  /** Of the visited states and the queue. */
  readonly bytes: number
  /** How many random walks have begun; `null` in other orders. */
  readonly walks: number | null
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
  /** Whether the plan's run violates the property too; always but for `deadlock`, which no run is judged by. */
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
  readonly exhausted: Exhausted | null
  readonly violations: readonly Counterexample[]
  /** After how many steps each situation of `reaches` was reached first; `null` when it was not. */
  readonly reached: Readonly<Record<string, number | null>>
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

/**
 * Looks at everything that can happen in a scenario within its `verify` bounds: every order of deliveries, timeouts,
 * losses, duplications, crashes and restarts. Its handlers run as in simulations, once for each pair of a node's state
 * and an input.
 * @throws UsageError for a scenario without bounds, or with what can't be searched, saying what to do instead.
 */
export function verify(scenario: Scenario, options: VerifyOptions = {}): Verification {
  const { stop = () => null, progress, vitals, visit, walks = 1_000 } = options
  const order = parseOrder(options.order ?? 'breadth')
  requireWalks(walks)
  const bounds = { ...requireBounds(scenario), ...options.bounds }
  requireSearchable(scenario)
  const { seed, operations } = planOf(scenario, options.seed ?? 1)
  const search = new Search(scenario, bounds, operations, options.reductions ?? {}, (self) =>
    orderOf(order, self, bounds.depth, { seed, count: walks }),
  )
  if (visit) search.visit = (vector, length) => visit(stateOf(search, vector, length))
  search.system.local.vitals = vitals ?? null
  search.begin()
  while (!search.over) {
    search.advance(pace)
    if (vitals) {
      vitals[0]!++
      vitals[1] = -1
    }
    progress?.(progressOf(search))
    const reason = stop()
    if (reason !== null) search.stop(reason)
  }
  return conclude(scenario, search, seed, operations)
}

function requireWalks(walks: number): void {
  if (walks !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(walks) && walks >= 1))
    throw new UsageError(`Expected walks to be a whole number, 1 or more, or Infinity, got ${walks}.`)
}

function progressOf({ generated, visited, queued, depth, bytes, order }: Search): VerifyProgress {
  return { generated, states: visited.size, queued, depth, bytes, walks: order.walks }
}

function stateOf({ system }: Search, vector: Int32Array, length: number): VisitedState {
  const { local, fixed } = system
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

function conclude(
  scenario: Scenario,
  search: Search,
  seed: string,
  operations: Plan['operations'],
): Verification {
  const { exhausted, ends, visited, system } = search
  const violations = search.violations.map((finding) =>
    counterexample(scenario, search, finding, seed, operations),
  )
  const violated = new Set(violations.map(({ property }) => property))
  const declared = scenario.violates.map(({ name }) => name)
  const notShown = declared.filter((name) => !violated.has(name))
  const reached = Object.fromEntries(
    scenario.reaches.map(({ name }) => [
      name,
      search.reached.find(({ property }) => property === name)?.depth ?? null,
    ]),
  )
  const isUnexpected = [...violated].some((name) => !declared.includes(name))
  const isShown = declared.length > 0 && notShown.length === 0
  const isMissing = notShown.length > 0 || Object.values(reached).includes(null)
  const states = visited.size
  return {
    ...progressOf(search),
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
    violations,
    reached,
    notShown,
    ends,
    handlerRuns: system.local.runs,
    collision: (states * states) / 2 / 4_294_967_296 / 4_294_967_296,
    seed,
  }
}

function counterexample(
  scenario: Scenario,
  search: Search,
  finding: Finding,
  seed: string,
  operations: Plan['operations'],
): Counterexample {
  const { property, message, stack } = finding
  const steps = pathTo(search, finding)
  const depth = steps.filter(({ type }) => type !== 'begin').length
  const plan = planOfPath(scenario, seed, operations, steps)
  const replays = simulate(scenario, { plan }).violations.some((violation) => violation.property === property)
  return { property, message, depth, steps, plan, replays, ...(stack !== undefined && { stack }) }
}
