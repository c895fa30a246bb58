import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Tinypool } from 'tinypool'
import { type Batch, emptyBatch, merged } from '../explore/batch.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { RunAnswer, RunTask, Trouble } from './run-worker.ts'
import type { ScenarioFile } from './scenario-files.ts'
import { partsOf, type SeedRange } from './seeds.ts'

export interface RunOptions {
  readonly seeds: SeedRange
  /** How many worker threads. */
  readonly jobs: number
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
  /** False when it was stopped before all seeds were run. */
  readonly complete: boolean
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
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
    const filename = fileURLToPath(new URL(`run-worker.${extension}`, import.meta.url))
    this.pool ??= new Tinypool({
      filename,
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
  { seeds, until, checkDeterminism, stall, signal, progress, jobs }: RunOptions,
): Promise<ScenarioOutcome> {
  let batch = emptyBatch(scenario)
  let trouble: Trouble | null = null
  const stop = new AbortController()
  const onAbort = () => stop.abort()
  signal.addEventListener('abort', onAbort)
  const report = (other: Trouble) => {
    if (trouble === null || other.seed < trouble.seed) trouble = other
    stop.abort()
  }
  const parts = partsOf(seeds, seedsPerTask)
  const work = async () => {
    for (const part of parts) {
      if (stop.signal.aborted) return
      const pulse = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT)
      const task: RunTask = {
        file,
        seeds: part,
        checkDeterminism,
        pulse,
        ...(until !== undefined && { until }),
      }
      const watch = watchPulse(pulse, stall, (begun, node) => {
        const where = Object.keys(scenario.nodes)[node] ?? 'it'
        const sentence = `${where} has been busy with one event for ${stall / 1000} s of real time; does its handler, or a property, loop for ever?`
        report({ type: 'stuck', seed: part.first + begun - 1, sentence })
      })
      try {
        const answer = await workers.run(task, stop.signal)
        batch = merged(batch, answer.batch)
        if (answer.trouble !== null) report(answer.trouble)
        progress(batch, file)
      } catch (error) {
        if (!stop.signal.aborted) throw error
      } finally {
        clearInterval(watch)
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, work))
  } finally {
    signal.removeEventListener('abort', onAbort)
    // A thread in the middle of a run does not hear that it should stop.
    if (stop.signal.aborted) await workers.end()
  }
  const complete = batch.seeds === seeds.last - seeds.first + 1
  return { file, scenario, batch, trouble, complete }
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
