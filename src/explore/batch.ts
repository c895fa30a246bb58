import type { Property } from '../checkers/property.ts'
import { faultLabel, fewestNodes } from '../faults/label.ts'
import type { Micros } from '../kernel/time.ts'
import { DigestSum } from '../kernel/trace-hash.ts'
import type { LinkOptions } from '../network/link.ts'
import { noCrash } from '../simulation/judge.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Run } from '../simulation/run.ts'
import type { Scenario } from '../simulation/scenario.ts'

/** A property that one seed violates. */
export interface Failure {
  readonly seed: string
  readonly property: string
  readonly node: string | null
  /** µs of virtual time. */
  readonly at: Micros
  readonly message: string
  readonly hash: string
  /** The plan that fails, where the scenario draws another from the seed; of a property's first failure only. */
  readonly plan?: Plan
}

/** How a property fared in a batch. */
export interface PropertyTally {
  readonly type: Property['type']
  /** In how many runs it was violated. */
  readonly violated: number
  /** In how many runs it was looked at where it could have failed; of `sometimes`, in how many it was reached. */
  readonly exercised: number
}

/** What came of some seeds of a scenario: plain data, the same however the seeds were divided among workers. */
export interface Batch {
  readonly seeds: number
  /** Runs in which every property that had to hold did. */
  readonly passed: number
  readonly failed: number
  readonly undecided: number
  readonly events: number
  /** Over the hashes of all runs, whatever their order. */
  readonly hash: string
  /** How often each kind of fault really struck; 0 for one that was allowed and never did. */
  readonly faults: Readonly<Record<string, number>>
  readonly properties: Readonly<Record<string, PropertyTally>>
  /** The violations of properties that had to hold, of the first seeds that show them; by seed. */
  readonly failures: readonly Failure[]
  /** The first seed of each violation that the scenario declares. */
  readonly shown: readonly Failure[]
}

/** How many failures are kept. */
const failuresKept = 1_000

/** A batch of no seeds yet: all that the scenario allows and judges, at zero. */
export function emptyBatch(scenario: Scenario): Batch {
  const faults = Object.fromEntries(allowedFaults(scenario).map((kind) => [kind, 0]))
  const judged = [...scenario.holds, ...scenario.violates, ...scenario.reaches]
  const properties = Object.fromEntries(
    judged.map(({ name, type }): [string, PropertyTally] => [name, { type, violated: 0, exercised: 0 }]),
  )
  const hash = new DigestSum().digest()
  const none = { seeds: 0, passed: 0, failed: 0, undecided: 0, events: 0 }
  return { ...none, hash, faults, properties, failures: [], shown: [] }
}

/**
 * What came of one run, as a batch of one. With a `number` it is that of a plan which a strategy made: failures are
 * called by it instead of by the plan's seed, and keep their plan.
 */
export function batchOf(scenario: Scenario, { plan, ...run }: Run, number?: number): Batch {
  const seed = number === undefined ? plan.seed : String(number)
  const expected = new Set(scenario.violates.map(({ name }) => name))
  const violations = run.violations.map(
    ({ property, node, at, message }): Failure => ({
      seed,
      property,
      node,
      at,
      message,
      hash: run.hash,
      ...(number !== undefined && { plan }),
    }),
  )
  const failures = violations.filter(({ property }) => !expected.has(property))
  const failed = failures.length > 0
  const undecided = !failed && run.verdict === 'undecided'
  const hash = new DigestSum()
  hash.add(seed, run.hash)
  return {
    seeds: 1,
    passed: failed || undecided ? 0 : 1,
    failed: failed ? 1 : 0,
    undecided: undecided ? 1 : 0,
    events: run.events,
    hash: hash.digest(),
    faults: run.stats.faults,
    properties: Object.fromEntries(
      run.properties.map(({ name, type, violated, exercised }) => [
        name,
        { type, violated: violated ? 1 : 0, exercised: exercised > 0 ? 1 : 0 },
      ]),
    ),
    failures,
    shown: violations.filter(({ property }) => expected.has(property)),
  }
}

/** Batches of different seeds as one. */
export function merged(...batches: readonly Batch[]): Batch {
  const total = { seeds: 0, passed: 0, failed: 0, undecided: 0, events: 0 }
  const hash = new DigestSum()
  for (const batch of batches) {
    total.seeds += batch.seeds
    total.passed += batch.passed
    total.failed += batch.failed
    total.undecided += batch.undecided
    total.events += batch.events
    hash.merge(batch.hash)
  }
  const sum = (a: number, b: number) => a + b
  const sumOfTallies = (a: PropertyTally, b: PropertyTally): PropertyTally => ({
    type: a.type,
    violated: a.violated + b.violated,
    exercised: a.exercised + b.exercised,
  })
  const failures = batches.flatMap((batch) => batch.failures)
  const shown = batches.flatMap((batch) => batch.shown)
  return {
    ...total,
    hash: hash.digest(),
    faults: mergedRecords(
      batches.map(({ faults }) => faults),
      sum,
    ),
    properties: mergedRecords(
      batches.map(({ properties }) => properties),
      sumOfTallies,
    ),
    failures: withFewPlans(bySeed(failures).slice(0, failuresKept)),
    shown: firstOfEach(bySeed(shown)),
  }
}

/** Every kind of fault that the scenario may see: by its schedule, its generators, its conditions and its network. */
export function allowedFaults({ faults, network, nodes }: Scenario): string[] {
  const servers = Object.values(nodes).filter(({ definition }) => !definition.client).length
  const links: Partial<LinkOptions>[] = [network, ...Object.values(network.links ?? {})]
  const ofNetwork = (['loss', 'duplication', 'corruption'] as const).filter((kind) =>
    links.some((options) => (options[kind] ?? 0) > 0),
  )
  const listed = faults.flatMap((source) =>
    'generate' in source ? source.kinds : [faultLabel(source.fault)],
  )
  const possible = listed.filter((kind) => servers >= (fewestNodes[kind] ?? 1))
  return [...new Set([...possible, ...ofNetwork])]
}

/** How a batch compares with what its scenario declares. */
export interface BatchVerdict {
  readonly asDeclared: boolean
  /** What had to hold and did not. */
  readonly violated: readonly string[]
  /** What some seed had to violate, and none did. */
  readonly notShown: readonly string[]
  /** What some seed had to reach, and none did. */
  readonly notReached: readonly string[]
  /** What no seed put at risk: properties never asked, and kinds of fault that never struck. */
  readonly notExercised: readonly string[]
}

export function verdictOf(scenario: Scenario, batch: Batch): BatchVerdict {
  const violatedBy = (name: string) => batch.properties[name]?.violated ?? 0
  const unexpectedCrash = batch.failures.some(({ property }) => property === noCrash.name)
  const violated = [
    ...scenario.holds.filter(({ name }) => violatedBy(name) > 0).map(({ name }) => name),
    ...(unexpectedCrash ? [noCrash.name] : []),
  ]
  const shown = new Set(batch.shown.map(({ property }) => property))
  const notShown = scenario.violates.filter(({ name }) => !shown.has(name)).map(({ name }) => name)
  const notReached = scenario.reaches
    .filter(({ name }) => (batch.properties[name]?.exercised ?? 0) === 0)
    .map(({ name }) => name)
  const notAsked = [...scenario.holds, ...scenario.violates]
    .filter(({ name }) => name !== noCrash.name && (batch.properties[name]?.exercised ?? 0) === 0)
    .map(({ name }) => name)
  const notStruck = Object.keys(batch.faults).filter((kind) => batch.faults[kind] === 0)
  return {
    asDeclared: violated.length + notShown.length + notReached.length + batch.undecided === 0,
    violated,
    notShown,
    notReached,
    notExercised: [...notAsked, ...notStruck.map((kind) => `fault ${kind}`)],
  }
}

function mergedRecords<Value>(
  records: readonly Readonly<Record<string, Value>>[],
  together: (a: Value, b: Value) => Value,
): Record<string, Value> {
  const sums = new Map<string, Value>()
  for (const record of records) {
    for (const key of Object.keys(record)) {
      const [sum, value] = [sums.get(key), record[key]!]
      sums.set(key, sum === undefined ? value : together(sum, value))
    }
  }
  // In the order of names, so that the result does not tell who came first.
  return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function bySeed(failures: readonly Failure[]): Failure[] {
  return [...failures].sort((a, b) => compareSeeds(a.seed, b.seed))
}

/** Numbers by size, before other seeds by their text. */
function compareSeeds(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)]
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y
  if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

/** The plans of the first failure of each property: plans are large. */
function withFewPlans(failures: readonly Failure[]): Failure[] {
  const first = new Set(firstOfEach(failures))
  return failures.map((failure) => {
    if (failure.plan === undefined || first.has(failure)) return failure
    const { plan: _, ...rest } = failure
    return rest
  })
}

/** The first failing seed of each property that had to hold and did not. */
export function firstFailures({ failures }: Batch): Failure[] {
  return firstOfEach(failures)
}

function firstOfEach(failures: readonly Failure[]): Failure[] {
  const seen = new Set<string>()
  return failures.filter(({ property }) => !seen.has(property) && seen.add(property))
}
