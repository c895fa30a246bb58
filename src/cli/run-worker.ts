import { type Batch, batchOf, emptyBatch, merged } from '../explore/batch.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import type { Run } from '../simulation/run.ts'
import { simulate } from '../simulation/simulate.ts'
import { firstDifference } from './determinism.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import type { SeedRange } from './seeds.ts'

/** One message to a worker: some seeds of a scenario. */
export interface RunTask {
  readonly file: ScenarioFile
  readonly seeds: SeedRange
  readonly until?: Micros
  readonly checkDeterminism: boolean
  /** Where the worker shows that it is alive: the vitals of the simulation, and behind them the count of seeds begun. */
  readonly pulse: SharedArrayBuffer
}

export interface RunAnswer {
  readonly batch: Batch
  /** Why the run of a seed is no result: it went two ways, or could not go on. */
  readonly trouble: Trouble | null
}

export interface Trouble {
  readonly type: 'difference' | 'stuck'
  readonly seed: number
  readonly sentence: string
}

/** Runs the seeds of a task, in a worker thread. */
export default async function run({
  file,
  seeds,
  until,
  checkDeterminism,
  pulse,
}: RunTask): Promise<RunAnswer> {
  const scenario = await loadScenario(file)
  const vitals = new Int32Array(pulse)
  const one = (seed: number): Run =>
    simulate(scenario, { seed, vitals, ...(until !== undefined && { until }) })
  let batch = emptyBatch(scenario)
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    vitals[2] = seed - seeds.first + 1
    try {
      const result = one(seed)
      batch = merged(batch, batchOf(scenario, result))
      if (!checkDeterminism || one(seed).hash === result.hash) continue
      return { batch, trouble: { type: 'difference', seed, sentence: firstDifference(scenario, seed) } }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      return { batch, trouble: { type: 'stuck', seed, sentence: error.message } }
    }
  }
  return { batch, trouble: null }
}
