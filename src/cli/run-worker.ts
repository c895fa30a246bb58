import { type Batch, batchOf, emptyBatch, merged } from '../explore/batch.ts'
import type { Discovery } from '../explore/search/discovery.ts'
import { Situations, unwatched } from '../explore/search/situations.ts'
import { strategyOf } from '../explore/search/strategies.ts'
import type { StrategyName } from '../explore/search/strategy-names.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import type { Plan } from '../simulation/plan.ts'
import type { Run } from '../simulation/run.ts'
import { simulate } from '../simulation/simulate.ts'
import { firstDifference } from './determinism.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import type { SeedRange } from './seeds.ts'

/** One message to a worker: some seeds of a scenario. */
export interface RunTask {
  readonly file: ScenarioFile
  readonly seeds: SeedRange
  readonly strategy: StrategyName
  /** The plans of the seeds, from a strategy that learns; else the worker makes them. */
  readonly plans: readonly Plan[] | null
  /** Whether to watch which situations the runs reach. */
  readonly watch: boolean
  readonly until?: Micros
  readonly checkDeterminism: boolean
  /** Where the worker shows that it is alive: the vitals of the simulation, and behind them the count of seeds begun. */
  readonly pulse: SharedArrayBuffer
}

export interface RunAnswer {
  readonly batch: Batch
  /** What each run came upon, in order; none unless asked for. */
  readonly discoveries: readonly Discovery[]
  /** Why the run of a seed is no result: it went two ways, or could not go on. */
  readonly trouble: Trouble | null
}

export interface Trouble {
  readonly type: 'difference' | 'stuck'
  readonly seed: number
  readonly sentence: string
}

/** Runs the seeds of a task, in a worker thread. */
export default async function run(task: RunTask): Promise<RunAnswer> {
  const { file, seeds, plans, until } = task
  const scenario = await loadScenario(file)
  const strategy = strategyOf(task.strategy, scenario, seeds.first)
  const vitals = new Int32Array(task.pulse)
  const discoveries: Discovery[] = []
  const batches = [emptyBatch(scenario)]
  const done = () => ({ batch: merged(...batches), discoveries })
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    vitals[2] = seed - seeds.first + 1
    try {
      const plan = plans?.[seed - seeds.first] ?? strategy.planFor(seed)
      const situations = task.watch ? new Situations() : null
      const one = (): Run =>
        simulate(situations?.watching(scenario) ?? scenario, {
          plan,
          vitals,
          ...(until !== undefined && { until }),
        })
      const result = one()
      batches.push(batchOf(scenario, unwatched(result), task.strategy === 'random' ? undefined : seed))
      if (situations !== null) discoveries.push(situations.discovery(seed))
      if (!task.checkDeterminism || one().hash === result.hash) continue
      const sentence = firstDifference(scenario, plan)
      return { ...done(), trouble: { type: 'difference', seed, sentence } }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return { ...done(), trouble: { type: 'stuck', seed, sentence: error.message } }
    }
  }
  return { ...done(), trouble: null }
}
