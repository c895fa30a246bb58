import { parentPort, workerData } from 'node:worker_threads'
import { scriptOf } from '../../src/explore/explain/script.ts'
import { type Hunt, hunt } from '../../src/explore/search/hunt.ts'
import { strategyOf } from '../../src/explore/search/strategies.ts'
import type { StrategyName } from '../../src/explore/search/strategy-names.ts'
import { shrink } from '../../src/explore/shrink/shrink.ts'
import type { Plan } from '../../src/simulation/plan.ts'
import { median, type Row, type ShrunkPlan } from './row.ts'
import { type Target, targets } from './targets.ts'

/** What the worker is to do. */
export interface Work {
  readonly words: readonly string[]
  readonly strategies: readonly StrategyName[]
  readonly repeats: number
  /** The most plans of a repeat. */
  readonly seeds: number
  /** How long one failing plan may be shrunk, ms; 0 for not at all. */
  readonly shrinkFor: number
  /** One word: not 0 once the worker is to stop. */
  readonly stop: SharedArrayBuffer
}

/** What it tells. */
export type News = { readonly doing: string } | { readonly row: Row } | { readonly shrunk: ShrunkPlan }

/** A failing plan that was found soonest. */
interface Find {
  readonly strategy: StrategyName
  readonly plan: Plan
  readonly property: string
  readonly plans: number
}

/** The numbers of the plans of one repeat never meet those of another. */
const apart = 1_000_000

const work = workerData as Work
const flag = new Int32Array(work.stop)
const stopped = () => Atomics.load(flag, 0) !== 0
const tell = (news: News) => parentPort!.postMessage(news)

for (const target of await targets(work.words)) {
  let soonest: Find | null = null
  for (const strategy of work.strategies) {
    if (stopped()) break
    const find = score(target, strategy)
    if (find !== null && (soonest === null || find.plans < soonest.plans)) soonest = find
  }
  if (soonest !== null && work.shrinkFor > 0 && !stopped()) tell({ shrunk: shrunk(target, soonest) })
}

function score(target: Target, strategy: StrategyName): Find | null {
  const { bug, world, scenario } = target
  const hunts: Hunt[] = []
  const times: number[] = []
  for (let repeat = 0; repeat < work.repeats && !stopped(); repeat++) {
    tell({
      doing: `${bug.protocol} ${bug.name}, ${world}, ${strategy}, repeat ${repeat + 1}/${work.repeats}`,
    })
    const first = 1 + repeat * apart
    const begun = cpuTime()
    hunts.push(
      hunt(scenario, strategyOf(strategy, scenario, first), { first, plans: work.seeds, stop: stopped }),
    )
    times.push(cpuTime() - begun)
    // Once most repeats found nothing, the others change nothing.
    if (2 * hunts.filter(({ found }) => found === null).length > work.repeats) break
  }
  if (stopped()) return null
  const until = (count: (hunt: Hunt) => number) =>
    median(hunts.map((one) => (one.found ? count(one) : Number.POSITIVE_INFINITY)))
  const finds = hunts.filter(({ found }) => found !== null)
  const row: Row = {
    protocol: bug.protocol,
    id: bug.id,
    bug: bug.name,
    world,
    strategy,
    repeats: hunts.length,
    found: finds.length,
    seeds: until(({ plans }) => plans),
    events: until(({ events }) => events),
    time: median(times)!,
    property: finds[0]?.found?.violation.property ?? null,
  }
  tell({ row })
  const best = finds.reduce<Hunt | null>((a, b) => (a === null || b.plans < a.plans ? b : a), null)
  if (best?.found == null) return null
  const { plan, violation } = best.found
  return { strategy, plan, property: violation.property, plans: best.plans }
}

/** Time of this process, ms: other processes make no difference to it. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

function shrunk({ bug, world, scenario }: Target, { strategy, plan, property }: Find): ShrunkPlan {
  const begun = performance.now()
  const began = cpuTime()
  const {
    after,
    minimal,
    plan: left,
  } = shrink(scenario, plan, property, {
    stop: () => stopped() || performance.now() - begun > work.shrinkFor,
    progress: (size, trials) =>
      tell({
        doing: `${bug.protocol} ${bug.name}, ${world}: shrinking, ${size.faults} faults, ${size.operations} operations, ${size.pins} messages left after ${trials} trials`,
      }),
  })
  return {
    protocol: bug.protocol,
    id: bug.id,
    bug: bug.name,
    world,
    strategy,
    property,
    anomalies: after.faults + (left.network ? after.pins : 0),
    operations: after.operations,
    nodes: after.nodes,
    minimal,
    time: cpuTime() - began,
    script: scriptOf(scenario, left),
  }
}
