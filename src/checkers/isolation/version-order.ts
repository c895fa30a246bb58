import type { History } from '../history.ts'
import { CycleSearch, type Effort } from './cycle-search.ts'
import { DependencyGraphBuilder, ONWARD, subgraph, Targets, WW } from './dependency-graph.ts'
import type { Findings } from './findings.ts'
import {
  type Assumption,
  type Interaction,
  type RealTimeVersions,
  realTimeVersions,
  sequentialKeys,
  type VersionStep,
  writesFollowReads,
} from './register-versions.ts'
import { cyclicComponents, stronglyConnectedComponents } from './strongly-connected-components.ts'
import type { Transactions } from './transaction.ts'
import { transactionInWords, word } from './words.ts'
import type { WriteRegistry } from './write-registry.ts'

/** What is known of the order of versions, key by key. */
export class VersionOrder {
  readonly steps: readonly VersionStep[]
  /** By key; `null` where the order of real time is not assumed. */
  readonly realTime: readonly (RealTimeVersions | null)[]
  readonly #after = new Map<number, VersionStep[]>()

  constructor(steps: readonly VersionStep[], realTime: readonly (RealTimeVersions | null)[]) {
    this.steps = steps
    this.realTime = realTime
    for (const step of steps) {
      const known = this.#after.get(step.before)
      if (known === undefined) this.#after.set(step.before, [step])
      else known.push(step)
    }
  }

  /** The step from one version of a key directly to another. */
  step(key: number, before: number, after: number): VersionStep | undefined {
    const known = this.#after.get(before)?.find((step) => step.after === after)
    return known ?? this.realTime[key]?.step(before, after)
  }
}

/**
 * Orders the versions of every register, assumption by assumption (Elle's rw_register). What would make the
 * versions of a key go in a circle is reported (`cyclic-versions`) and not used for that key.
 * @param original the version each register had at the start.
 */
export function orderVersions(
  transactions: Transactions,
  registry: WriteRegistry,
  byKey: readonly (readonly Interaction[])[],
  original: readonly number[],
  assumptions: readonly Assumption[],
  effort: Effort,
  findings: Findings,
): VersionOrder {
  const history = transactions.operations
  const initial: VersionStep[] = []
  for (const [version, key] of registry.keys.entries()) {
    const before = original[key]!
    if (before !== version)
      initial.push({ key, before, after: version, source: 'initial-state', shownBy: [] })
  }
  const nothing: (RealTimeVersions | null)[] = byKey.map(() => null)
  let order = new VersionOrder(initial, nothing)
  for (const assumption of assumptions) {
    const steps =
      assumption === 'writes-follow-reads'
        ? writesFollowReads(byKey)
        : assumption === 'sequential-keys'
          ? sequentialKeys(history, byKey)
          : []
    const realTime =
      assumption === 'linearizable-keys'
        ? byKey.map((interactions, key) => realTimeVersions(history, key, interactions))
        : nothing
    const proposed = new VersionOrder([...order.steps, ...steps], realTime)
    const cyclic = findCyclicKeys(transactions, registry, proposed, effort, findings)
    order = new VersionOrder(
      proposed.steps.filter(({ key, source }) => source !== assumption || !cyclic.has(key)),
      proposed.realTime.map((versions, key) => (cyclic.has(key) ? null : versions)),
    )
  }
  return order
}

function findCyclicKeys(
  transactions: Transactions,
  registry: WriteRegistry,
  order: VersionOrder,
  effort: Effort,
  findings: Findings,
): ReadonlySet<number> {
  const graph = new DependencyGraphBuilder(registry.values.length)
  for (const { before, after } of order.steps) graph.add(before, after, WW)
  for (const versions of order.realTime) {
    if (versions === null) continue
    const targets = new Targets(graph, versions.latestFirst)
    const place = new Map(versions.latestFirst.map((version, i) => [version, i]))
    for (const [version, own] of place) targets.addFirst(versions.countAfter(version), version, WW, [own])
  }
  const built = graph.build()
  const cyclic = new Set<number>()
  for (const members of cyclicComponents(stronglyConnectedComponents(built, WW | ONWARD))) {
    const key = registry.keys[members[0]!]!
    if (cyclic.has(key)) continue
    cyclic.add(key)
    const part = new CycleSearch(subgraph(built, members), () => false)
    const walk = part.smallest('G0', 0, effort).walk ?? part.witness('G0', 0)!
    findings.add('cyclic-versions', () => {
      const steps = walk.map(({ from, to }) => order.step(key, members[from]!, members[to]!)!)
      return cyclicVersions(transactions, registry, key, steps)
    })
  }
  return cyclic
}

function cyclicVersions(
  transactions: Transactions,
  registry: WriteRegistry,
  key: number,
  steps: readonly VersionStep[],
) {
  const members = [...new Set(steps.flatMap(({ shownBy }) => shownBy))].sort((a, b) => a - b)
  const names = new Map(members.map((member, i) => [member, `T${i + 1}`]))
  const lines = [
    `cyclic-versions: the versions of ${word(transactions.keys[key])} would come before themselves.`,
    ...members.map((member) => `${names.get(member)} is ${transactionInWords(transactions, member)}.`),
    ...steps.map((step, i) => {
      const versions = `${word(registry.values[step.before])} came before ${word(registry.values[step.after])}`
      const named = (transaction: number) => names.get(transaction)!
      return `${i === steps.length - 1 ? 'But ' : ''}${versions}, for ${evidence(step, transactions.operations, named)}.`
    }),
  ]
  return { transactions: members, explanation: lines.join('\n') }
}

/** Why one version is held to precede another, in words. */
export function evidence(
  { source, shownBy }: VersionStep,
  history: History,
  named: (transaction: number) => string,
): string {
  const [first, second] = shownBy
  switch (source) {
    case 'initial-state':
      return 'the one was there before anyone wrote'
    case 'writes-follow-reads':
      return `${named(first!)} read the one before it wrote the other`
    case 'sequential-keys':
      return `process ${history[first!]!.process} met the one in ${named(first!)} before the other in ${named(second!)}`
    case 'linearizable-keys':
      return `${named(first!)}, which met the one, returned before ${named(second!)}, which met the other, was invoked`
    default:
      return source satisfies never
  }
}
