import { availableParallelism } from 'node:os'
import { Tinypool } from 'tinypool'
import { type Batch, emptyBatch, merged } from '../explore/batch.ts'
import type { Discovery } from '../explore/search/discovery.ts'
import { Novelty } from '../explore/search/novelty.ts'
import { strategyOf } from '../explore/search/strategies.ts'
import type { StrategyName } from '../explore/search/strategy-names.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { ownModule } from './own-module.ts'
import type { RunAnswer, RunTask, Trouble } from './run-worker.ts'
import type { ScenarioFile } from './scenario-files.ts'
import { partsOf, type SeedRange } from './seeds.ts'

export interface RunOptions {
  readonly seeds: SeedRange
  /** How many worker threads. */
  readonly jobs: number
  readonly strategy: StrategyName
  /** Stop once a further seed reaches something new with no more than this probability; `null` for never. */
  readonly untilQuiet: number | null
  readonly until?: Micros
  readonly checkDeterminism: boolean
  /** How long a worker may go without a sign of life, ms of real time. */
  readonly stall: number
  /** Stops the run; what is done is reported. */
  readonly signal: AbortSignal
  readonly progress: (done: Batch, file: ScenarioFile) => void
}

export interface LoadedScenario {
  readonly file: ScenarioFile
  readonly scenario: Scenario
}

/** What came of one scenario. */
export interface ScenarioOutcome extends LoadedScenario {
  readonly batch: Batch
  /** Of the first seed that has any; the scenario's other seeds were not all run then. */
  readonly trouble: Trouble | null
  /** False when it was stopped before all seeds were run, or it was quiet. */
  readonly complete: boolean
  /** How much that is new further seeds would reach, where that was asked. */
  readonly novelty: Novelty | null
}

/** Few enough seeds that Ctrl-C and progress are prompt, enough that messages cost nothing. */
const seedsPerTask = 10

/** Runs scenario after scenario over the seeds, on several threads. */
export async function* runScenarios(
  scenarios: readonly LoadedScenario[],
  options: RunOptions,
): AsyncGenerator<ScenarioOutcome> {
  const workers = new Workers(options.jobs)
  try {
    for (const loaded of scenarios) {
      if (options.signal.aborted) return
      yield await runScenario(workers, loaded, options)
    }
  } finally {
    await workers.end()
  }
}

/** A pool that is made anew after a worker had to be killed. */
class Workers {
  private readonly threads: number
  private pool: Tinypool | null = null

  constructor(threads: number) {
    this.threads = threads
  }

  run(task: RunTask, signal: AbortSignal): Promise<RunAnswer> {
    this.pool ??= new Tinypool({
      filename: ownModule('cli/run-worker'),
      minThreads: this.threads,
      maxThreads: this.threads,
      isolateWorkers: false,
    })
    return this.pool.run(task, { signal })
  }

  async end(): Promise<void> {
    const { pool } = this
    this.pool = null
    await pool?.destroy()
  }
}

async function runScenario(
  workers: Workers,
  { file, scenario }: LoadedScenario,
  options: RunOptions,
): Promise<ScenarioOutcome> {
  const { seeds, until, checkDeterminism, stall, signal, progress, jobs, untilQuiet } = options
  const strategy = strategyOf(options.strategy, scenario, seeds.first)
  const novelty = untilQuiet === null ? null : new Novelty()
  const watch = strategy.generation !== null || novelty !== null
  let batch = emptyBatch(scenario)
  let trouble: Trouble | null = null
  const stop = new AbortController()
  const onAbort = () => stop.abort()
  signal.addEventListener('abort', onAbort)
  const report = (other: Trouble) => {
    if (trouble === null || other.seed < trouble.seed) trouble = other
    stop.abort()
  }
  const run = async (part: SeedRange): Promise<readonly Discovery[]> => {
    const pulse = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)
    const task: RunTask = {
      file,
      seeds: part,
      strategy: options.strategy,
      plans: strategy.generation === null ? null : numbersOf(part).map((seed) => strategy.planFor(seed)),
      watch,
      checkDeterminism,
      pulse,
      ...(until !== undefined && { until }),
    }
    const watching = watchPulse(pulse, stall, (begun, node) => {
      const where = Object.keys(scenario.nodes)[node] ?? 'it'
      const sentence = `${where} has been busy with one event for ${stall / 1000} s of real time; does its handler, or a property, loop for ever?`
      report({ type: 'stuck', seed: part.first + begun - 1, sentence })
    })
    try {
      const answer = await workers.run(task, stop.signal)
      batch = merged(batch, answer.batch)
      if (answer.trouble !== null) report(answer.trouble)
      progress(batch, file)
      return answer.discoveries
    } catch (error) {
      if (!stop.signal.aborted) throw error
      return []
    } finally {
      clearInterval(watching)
    }
  }
  /** All seeds of the range, on all threads; what they came upon, in the order of the seeds. */
  const runAll = async (range: SeedRange, length: number): Promise<readonly Discovery[]> => {
    const discoveries: Discovery[] = []
    const parts = partsOf(range, length)
    const work = async () => {
      for (const part of parts) {
        if (stop.signal.aborted) return
        discoveries.push(...(await run(part)))
      }
    }
    await Promise.all(Array.from({ length: jobs }, work))
    return discoveries.sort((a, b) => a.number - b.number)
  }
  let isQuiet = false
  try {
    // What is learned, and when to stop, must not depend on how many threads there are: it is asked generation by generation.
    const generation = strategy.generation ?? (watch ? generationToWatch : seedsOf(seeds))
    for (const range of partsOf(seeds, generation)) {
      const length = watch ? Math.max(1, Math.ceil(seedsOf(range) / (2 * jobs))) : seedsPerTask
      const discoveries = await runAll(range, length)
      if (stop.signal.aborted) break
      for (const discovery of discoveries) novelty?.add(discovery)
      strategy.learn?.(discoveries)
      isQuiet = novelty !== null && novelty.ofNext <= untilQuiet!
      if (isQuiet) break
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // A thread in the middle of a run does not hear that it should stop.
    if (stop.signal.aborted) await workers.end()
  }
  const complete = isQuiet || batch.seeds === seedsOf(seeds)
  return { file, scenario, batch, trouble, complete, novelty }
}

/** After how many seeds it is asked whether to stop, for strategies that learn nothing. */
const generationToWatch = 100

function seedsOf({ first, last }: SeedRange): number {
  return last - first + 1
}

function numbersOf(range: SeedRange): number[] {
  return Array.from({ length: seedsOf(range) }, (_, index) => range.first + index)
}

/** Calls when a seed has begun and no event has for so long. */
function watchPulse(
  pulse: SharedArrayBuffer,
  stall: number,
  stalled: (begun: number, node: number) => void,
): NodeJS.Timeout {
  const vitals = new Int32Array(pulse)
  let last = ''
  let since = Date.now()
  return setInterval(() => {
    const now = `${vitals[0]} ${vitals[2]}`
    if (now !== last || vitals[2] === 0) since = Date.now()
    else if (Date.now() - since > stall) stalled(vitals[2]!, vitals[1]!)
    last = now
  }, 250)
}

/** As many threads as asked for, or as there are cores. @throws UsageError unless it is a number of threads. */
export function parseJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism()
  const jobs = Number(text)
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256)
    throw new UsageError(`Expected --jobs to be a whole number of threads from 1 to 256, got '${text}'.`)
  return jobs
}
