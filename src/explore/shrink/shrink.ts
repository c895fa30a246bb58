import type { TimedFault } from '../../faults/fault.ts'
import { UsageError } from '../../kernel/errors.ts'
import { type Micros, ms } from '../../kernel/time.ts'
import { type Pin, pinOf, type SentMessage } from '../../simulation/pinned-network.ts'
import type { Plan } from '../../simulation/plan.ts'
import type { Run } from '../../simulation/run.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import type { TimerPin } from '../../simulation/timer-pins.ts'
import { minimise } from './minimise.ts'
import { simplerFaults, simplerOperations, simplerPins, simplerTimers, simplerTimes } from './simpler.ts'
import { judgedByOne, Trials } from './trials.ts'

/** How much there is in a plan. */
export interface PlanSize {
  /** Faults with a time, and armed conditions. */
  readonly faults: number
  readonly operations: number
  readonly nodes: number
  /** Messages with a fate of their own; all that were sent, where the network is the scenario's. */
  readonly pins: number
}

/** A failing plan with all taken away that the failure does not need. */
export interface Shrunk {
  readonly property: string
  readonly plan: Plan
  /** The run of the plan, recorded. */
  readonly run: Run
  readonly before: PlanSize
  readonly after: PlanSize
  /** How many plans were tried. */
  readonly trials: number
  /** Whether every fault, operation, node and pin that is left was found to be necessary; false when stopped before. */
  readonly minimal: boolean
}

export interface ShrinkOptions {
  /** Asked before each trial; true ends the shrinking with the best so far. */
  readonly stop?: () => boolean
  /** Where another thread can see that the runs go on (see `SimulationOptions`). */
  readonly vitals?: Int32Array
  /** Told after each success. */
  readonly progress?: (size: PlanSize, trials: number) => void
}

/**
 * The smallest plan found that still violates the property: faults, operations and nodes are taken away, then the
 * network's chance, until nothing more can go by itself; what is left gets rounder times.
 * @throws UsageError when the plan does not violate the property.
 */
export function shrink(
  scenario: Scenario,
  plan: Plan,
  property: string,
  { stop = () => false, progress, vitals }: ShrinkOptions = {},
): Shrunk {
  const first = new Trials(scenario, property, vitals).run(plan, { recordSent: true })
  if (first === null)
    throw new UsageError(
      `Expected a plan that violates '${property}', but in its run it holds; has the code changed since?`,
    )
  const trials = new Trials(scenario, property, vitals)
  const before = sizeOf(scenario, plan, first.sent?.length)
  const calm = calmLatencies(first.sent ?? [])
  const shrinker = new Shrinker(scenario, plan, calm, trials, stop, (better) =>
    progress?.(sizeOf(scenario, better, first.sent?.length), trials.count),
  )
  shrinker.shrink()
  const minimal = !stop()
  const run = trials.run(shrinker.plan, { record: true })!
  const after = sizeOf(scenario, shrinker.plan, first.sent?.length)
  return { property, plan: shrinker.plan, run, before, after, trials: trials.count, minimal }
}

function sizeOf(scenario: Scenario, plan: Plan, messages = 0): PlanSize {
  return {
    faults: plan.faults.length + plan.conditions.length,
    operations: Object.values(plan.operations).reduce((sum, { length }) => sum + length, 0),
    nodes: (plan.nodes ?? Object.keys(scenario.nodes)).length,
    pins: plan.network?.pins.length ?? messages,
  }
}

/** One shrinking under way: `plan` is the best so far. */
class Shrinker {
  plan: Plan
  private readonly scenario: Scenario
  private readonly trials: Trials
  private readonly stop: () => boolean
  private readonly improved: (plan: Plan) => void
  private readonly ownSeed: string
  private readonly calm: readonly Micros[]
  /** What is violated had to come to hold some time. */
  private readonly isLiveness: boolean

  constructor(
    scenario: Scenario,
    plan: Plan,
    calm: readonly Micros[],
    trials: Trials,
    stop: () => boolean,
    improved: (plan: Plan) => void,
  ) {
    this.scenario = judgedByOne(scenario, trials.property)
    this.plan = plan
    this.trials = trials
    this.stop = stop
    this.improved = improved
    this.ownSeed = plan.seed
    this.calm = calm
    this.isLiveness = this.scenario.holds.some(({ type }) => type === 'eventually')
  }

  shrink(): void {
    this.shorterRun()
    this.calmNetwork()
    do this.shrinkWithItsSeed()
    while (this.otherSeed())
    this.untoldEnd()
  }

  /** A violation that ends the run needs no word about the end. */
  private untoldEnd(): void {
    const { until, ...rest } = this.plan
    const at = (plan: Plan) => this.trials.run(plan)?.violations[0]?.at
    if (until !== undefined && at(rest) === at(this.plan)) this.plan = rest
  }

  private shrinkWithItsSeed(): void {
    for (;;) {
      const before = JSON.stringify(this.plan)
      this.shorterRun()
      this.fewerFaults()
      this.fewerOperations()
      this.fewerNodes()
      if (!this.plan.network) this.pinNetwork()
      this.fewerPins()
      this.fewerTimers()
      this.simplerParts()
      if (this.stop() || JSON.stringify(this.plan) === before) return
    }
  }

  /** Takes the plan if it still fails. */
  private accept(plan: Plan): boolean {
    if (this.stop() || !this.trials.fails(plan)) return false
    this.plan = plan
    this.improved(plan)
    return true
  }

  /**
   * What the nodes draw is left to chance still: with other draws, a failure may do with less, or come sooner. Each
   * part is left out under some other seeds; those of the network first, as they are many.
   */
  private otherSeed(): boolean {
    const { plan } = this
    const { network } = plan
    const fewer: Plan[] = []
    if (network && network.pins.length > 0) fewer.push({ ...plan, network: { ...network, pins: [] } })
    for (const [index] of plan.faults.entries())
      fewer.push({ ...plan, faults: plan.faults.toSpliced(index, 1) })
    for (const [index] of (network?.pins ?? []).entries())
      fewer.push({ ...plan, network: { ...network!, pins: network!.pins.toSpliced(index, 1) } })
    fewer.push(...sooner(plan))
    if (fewer.length === 0) return false
    const attempts = Math.ceil(otherSeeds / fewer.length)
    for (let attempt = 1; attempt <= attempts; attempt++)
      for (const candidate of fewer)
        if (this.accept({ ...candidate, seed: `${this.ownSeed}~${attempt}` })) return true
    return false
  }

  /** Often the network's chance has no part in a failure. */
  private calmNetwork(): boolean {
    return this.calm.some((latency) => this.accept({ ...this.plan, network: { latency, pins: [] } }))
  }

  /** What is judged by the whole run, as histories are, is judged sooner in a shorter one. */
  private shorterRun(): void {
    for (;;) {
      const { plan, scenario } = this
      const simpler = simplerTimes(plan.until ?? scenario.until).filter((time) => time > 0)
      if (!simpler.some((until) => this.accept({ ...plan, until }))) return
    }
  }

  private fewerFaults(): void {
    const { plan } = this
    const timed = plan.faults.map((fault) => ({ fault }))
    const armed = plan.conditions.map((condition) => ({ condition }))
    const withParts = (parts: readonly ({ fault: Plan['faults'][number] } | { condition: number })[]) => ({
      ...plan,
      faults: parts.flatMap((part) => ('fault' in part ? [part.fault] : [])),
      conditions: parts.flatMap((part) => ('condition' in part ? [part.condition] : [])),
    })
    this.accept(withParts(this.minimal([...timed, ...armed], withParts)))
  }

  private fewerOperations(): void {
    const { plan } = this
    const all = Object.entries(plan.operations).flatMap(([node, operations]) =>
      operations.map((operation) => ({ node, operation })),
    )
    const withParts = (parts: readonly { node: string; operation: unknown }[]) => {
      const operations: Record<string, unknown[]> = {}
      for (const node of Object.keys(plan.operations)) operations[node] = []
      for (const { node, operation } of parts) operations[node]!.push(operation)
      return { ...plan, operations }
    }
    this.accept(withParts(this.minimal(all, withParts)))
  }

  private fewerNodes(): void {
    const { plan } = this
    const nodes = plan.nodes ?? Object.keys(this.scenario.nodes)
    // Without its servers nothing comes to hold, whatever the protocol does.
    const isNeeded = (id: string) => this.isLiveness && !this.scenario.nodes[id]!.definition.client
    const withNodes = (part: readonly string[]) => {
      const kept = new Set(part)
      return { ...plan, nodes: nodes.filter((id) => isNeeded(id) || kept.has(id)) }
    }
    const others = nodes.filter((id) => !isNeeded(id))
    if (others.length > 0) this.accept(withNodes(this.minimal(others, withNodes)))
  }

  /** The same run over a network without chance: then the chance that matters can be told from the rest. */
  private pinNetwork(): void {
    if (this.calmNetwork()) return
    const sent = this.trials.run(this.plan, { recordSent: true })?.sent
    if (sent === undefined) return
    this.accept({ ...this.plan, network: { latency: usualLatency(sent), pins: sent.map(pinOf) } })
  }

  private fewerPins(): void {
    const { plan } = this
    const { network } = plan
    if (!network) return
    const withParts = (pins: readonly Pin[]) => ({ ...plan, network: { ...network, pins } })
    this.accept(withParts(this.minimal(network.pins, withParts)))
  }

  private fewerTimers(): void {
    const { plan } = this
    if (plan.timers === undefined) return
    const withParts = (timers: readonly TimerPin[]) => ({ ...plan, timers })
    const kept = this.minimal(plan.timers, withParts)
    const { timers, ...untimed } = this.plan
    this.accept(kept.length === 0 ? untimed : withParts(kept))
  }

  private minimal<Part>(
    parts: readonly Part[],
    withParts: (parts: readonly Part[]) => Plan,
  ): readonly Part[] {
    return minimise(parts, (some) => this.accept(withParts(some)), this.stop)
  }

  /** A fault that ends is not made to last for ever where what it keeps from happening had to happen some time. */
  private simplerFaults(timed: TimedFault): TimedFault[] {
    const lasts = ({ fault }: TimedFault) => 'lasts' in fault && fault.lasts !== undefined
    const mayLast = !this.isLiveness || this.scenario.healAt !== null || !lasts(timed)
    return simplerFaults(timed).filter((variant) => mayLast || lasts(variant))
  }

  /** Rounder times, shorter faults, milder fates. */
  private simplerParts(): void {
    for (const [index] of this.plan.faults.entries())
      this.simplify(
        () => this.simplerFaults(this.plan.faults[index]!),
        (fault) => ({ ...this.plan, faults: this.plan.faults.with(index, fault) }),
      )
    for (const [node, operations] of Object.entries(this.plan.operations))
      for (const [index] of operations.entries())
        this.simplify(
          () => simplerOperations(this.plan.operations[node]![index]),
          (operation) => ({
            ...this.plan,
            operations: {
              ...this.plan.operations,
              [node]: this.plan.operations[node]!.with(index, operation),
            },
          }),
        )
    for (const [index] of (this.plan.network?.pins ?? []).entries())
      this.simplify(
        () => simplerPins(this.plan.network!.pins[index]!),
        (pin) => ({
          ...this.plan,
          network: { ...this.plan.network!, pins: this.plan.network!.pins.with(index, pin) },
        }),
      )
    for (const [index] of (this.plan.timers ?? []).entries())
      this.simplify(
        () => simplerTimers(this.plan.timers![index]!),
        (timer) => ({ ...this.plan, timers: this.plan.timers!.with(index, timer) }),
      )
  }

  private simplify<Part>(simpler: () => readonly Part[], withPart: (part: Part) => Plan): void {
    while (simpler().some((part) => this.accept(withPart(part))));
  }
}

/** The plan with all its faults moved forward together: to the beginning, or half of the way. */
function sooner(plan: Plan): Plan[] {
  const first = Math.min(...plan.faults.map(({ at }) => at))
  if (plan.faults.length === 0 || first < ms(20)) return []
  return [ms(10), Math.floor(first / 2 / ms(10)) * ms(10)].map((begin) => {
    const faults = plan.faults.map(({ at, fault }) => ({ at: at - first + begin, fault }))
    return { ...plan, faults }
  })
}

/** How many plans with other seeds are tried in a row, in all. */
const otherSeeds = 500

/**
 * What a message may take on a calm network, µs: round times within the range of those that were seen. A slower network
 * than the scenario's could fail what holds in the scenario.
 */
function calmLatencies(sent: readonly SentMessage[]): readonly Micros[] {
  const seen = sent.flatMap(({ from, to, arrivals }) => (from === to ? [] : arrivals)).sort((a, b) => a - b)
  const [least = 0, most = ms(1)] = [seen[0], seen.at(-1)]
  const round = [ms(1), ms(5), ms(10), ms(20), ms(50)].filter(
    (latency) => latency >= Math.floor(least / ms(1)) * ms(1) && latency <= most,
  )
  if (round.length > 0) return round
  const median = seen[seen.length >> 1]!
  return [Math.floor(median / ms(1)) * ms(1) || median]
}

/** The median of all arrivals, in whole milliseconds, 1 at least. */
function usualLatency(fates: readonly Pin[]): Micros {
  const arrivals = fates.flatMap(({ arrivals }) => arrivals).sort((a, b) => a - b)
  return Math.max(1, Math.round((arrivals[arrivals.length >> 1] ?? 0) / ms(1))) * ms(1)
}
