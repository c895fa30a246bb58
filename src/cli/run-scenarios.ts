import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Tinypool } from 'tinypool'
import { type Batch, emptyBatch, merged } from '../explore/batch.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Micros } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { RunAnswer, RunTask } from './run-worker.ts'
import type { ScenarioFile } from './scenario-files.ts'
import { partsOf, type SeedRange } from './seeds.ts'

export interface RunOptions {
  readonly seeds: SeedRange
  readonly jobs?: number
  readonly until?: Micros
  readonly checkDeterminism: boolean
  /** How long a worker may go without a sign of life, ms of real time. */
  readonly stall: number
  /** Stops the run; what is done is reported. */
  readonly signal: AbortSignal
  readonly progress: (done: Batch, scenario: ScenarioFile) => void
}

/** What came of one scenario. */
export interface ScenarioOutcome {
  readonly file: ScenarioFile
  readonly scenario: Scenario
  readonly batch: Batch
  readonly difference: RunAnswer['difference']
  /** A handler that never returned, or a run that could not go on. */
  readonly trouble: string | null
  /** False when it was stopped before all seeds were run. */
  readonly complete: boolean
}

/** Few enough seeds that Ctrl-C and progress are prompt, enough that messages cost nothing. */
const seedsPerTask = 10

/** Runs scenario after scenario over the seeds, on all cores. */
export async function* runScenarios(
  scenarios: readonly { readonly file: ScenarioFile; readonly scenario: Scenario }[],
  options: RunOptions,
): AsyncGenerator<ScenarioOutcome> {
  const threads = options.jobs ?? availableParallelism()
  for (const { file, scenario } of scenarios) {
    if (options.signal.aborted) return
    yield await runScenario(pool(threads), file, scenario, options)
  }
  await shared?.destroy()
  shared = null
}

let shared: Tinypool | null = null

function pool(threads: number): Tinypool {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const filename = fileURLToPath(new URL(`run-worker.${extension}`, import.meta.url))
  shared ??= new Tinypool({ filename, minThreads: threads, maxThreads: threads, isolateWorkers: false })
  return shared
}

async function runScenario(
  workers: Tinypool,
  file: ScenarioFile,
  scenario: Scenario,
  options: RunOptions,
): Promise<ScenarioOutcome> {
  const { seeds, until, checkDeterminism, stall, signal, progress } = options
  let batch = emptyBatch(scenario)
  let difference: RunAnswer['difference'] = null
  let trouble: string | null = null
  const stop = new AbortController()
  const onAbort = () => stop.abort()
  signal.addEventListener('abort', onAbort)
  const parts = [...partsOf(seeds, seedsPerTask)]
  const results = parts.map(async (part) => {
    const pulse = new SharedArrayBuffer(8)
    const task: RunTask = {
      file,
      seeds: part,
      checkDeterminism,
      pulse,
      ...(until !== undefined && { until }),
    }
    const watch = watchPulse(pulse, stall, (seed) => {
      trouble ??= `seed ${seed}: a handler has not returned for ${stall / 1000} s; does it loop for ever?`
      stop.abort()
      shared?.destroy().catch(() => undefined)
      shared = null
    })
    try {
      const answer: RunAnswer = await workers.run(task, { signal: stop.signal })
      batch = merged(batch, answer.batch)
      difference ??= answer.difference
      progress(batch, file)
    } catch (error) {
      if (stop.signal.aborted) return
      trouble ??= error instanceof Error ? error.message : String(error)
      stop.abort()
    } finally {
      clearInterval(watch)
    }
  })
  await Promise.all(results)
  signal.removeEventListener('abort', onAbort)
  const complete = batch.seeds === seeds.last - seeds.first + 1
  return { file, scenario, batch, difference, trouble, complete }
}

function watchPulse(pulse: SharedArrayBuffer, stall: number, stalled: (seed: number) => void) {
  const beats = new Int32Array(pulse)
  let last = 0
  let since = Date.now()
  return setInterval(() => {
    const now = Atomics.load(beats, 0)
    const begun = Atomics.load(beats, 1) > 0
    if (now !== last || !begun) {
      last = now
      since = Date.now()
    } else if (Date.now() - since > stall) stalled(Atomics.load(beats, 1))
  }, 250)
}

/** @throws UsageError unless it is a number of threads. */
export function parseJobs(text: string): number {
  const jobs = Number(text)
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 1024)
    throw new UsageError(`Expected --jobs to be a whole number of threads, 1 or more, got '${text}'.`)
  return jobs
}
