import { type Batch, emptyBatch, merged } from '../explore/batch.ts'
import type { Discovery } from '../explore/search/discovery.ts'
import { Novelty } from '../explore/search/novelty.ts'
import { strategyOf } from '../explore/search/strategies.ts'
import type { StrategyName } from '../explore/search/strategy-names.ts'
import type { Micros } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { RunTask, Trouble } from './run-worker.ts'
import type { RunWorkers } from './run-workers.ts'
import type { ScenarioFile } from './scenario-files.ts'
import { countOf, partsOf, type SeedRange } from './seeds.ts'

export interface RunOptions {
  readonly workers: RunWorkers
  readonly seeds: SeedRange
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

/** How long a task should take, ms: so short that Ctrl-C and progress are prompt, so long that messages cost nothing. */
const taskLength = 50
/** How many seeds the first task has, as nothing is known of how long they take. */
const firstSeeds = 5

/** Runs scenario after scenario over the seeds. */
export async function* runScenarios(
  scenarios: readonly LoadedScenario[],
  options: RunOptions,
): AsyncGenerator<ScenarioOutcome> {
  for (const loaded of scenarios) {
    if (options.signal.aborted) return
    yield await runScenario(loaded, options)
  }
}

async function runScenario(
  { file, scenario }: LoadedScenario,
  options: RunOptions,
): Promise<ScenarioOutcome> {
  const { workers, seeds, until, checkDeterminism, stall, signal, progress, untilQuiet } = options
  const strategy = strategyOf(options.strategy, scenario, seeds.first)
  const novelty = untilQuiet === null ? null : new Novelty()
  const watch = strategy.generation !== null || novelty !== null
  let batch = emptyBatch(scenario)
  let trouble: Trouble | null = null
  /** The tasks under way, by their first seeds. */
  const underWay = new Map<number, AbortController>()
  const abortFrom = (seed: number) => {
    for (const [first, task] of underWay) if (first >= seed) task.abort()
  }
  const onAbort = () => abortFrom(seeds.first)
  signal.addEventListener('abort', onAbort)
  // The trouble of the least seed is told, whichever thread is first: so tasks of lesser seeds come to their end.
  const report = (other: Trouble) => {
    if (trouble === null || other.seed < trouble.seed) trouble = other
    abortFrom(trouble.seed)
  }
  const goesOnWith = (seed: number) => !signal.aborted && (trouble === null || seed < trouble.seed)
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
    const stop = new AbortController()
    underWay.set(part.first, stop)
    const watching = watchPulse(pulse, stall, (begun, node) => {
      const where = Object.keys(scenario.nodes)[node] ?? 'it'
      const sentence = `${where} has been busy with one event for ${stall / 1000} s of real time; does its handler, or a property, loop for ever?`
      report({ type: 'stuck', seed: part.first + begun - 1, sentence })
      stop.abort()
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
      underWay.delete(part.first)
    }
  }
  /** All seeds of the range, on all threads; what they came upon, in the order of the seeds. */
  const runAll = async (range: SeedRange): Promise<readonly Discovery[]> => {
    const discoveries: Discovery[] = []
    let next = range.first
    const work = async () => {
      let perTask = firstSeeds
      while (next <= range.last && goesOnWith(next)) {
        // Ever fewer towards the end, so that no thread waits long for the last one.
        const share = Math.ceil((range.last - next + 1) / (2 * workers.jobs))
        const count = Math.min(perTask, share)
        const part = { first: next, last: next + count - 1 }
        next += count
        const begun = performance.now()
        discoveries.push(...(await run(part)))
        perTask = Math.ceil((count * taskLength) / (performance.now() - begun))
      }
    }
    await Promise.all(Array.from({ length: workers.jobs }, work))
    return discoveries.sort((a, b) => a.number - b.number)
  }
  let isQuiet = false
  try {
    // What is learned, and when to stop, must not depend on how many threads there are: it is asked generation by generation.
    const generation = strategy.generation ?? (watch ? generationToWatch : countOf(seeds))
    for (const range of partsOf(seeds, generation)) {
      const discoveries = await runAll(range)
      if (!goesOnWith(range.last)) break
      for (const discovery of discoveries) novelty?.add(discovery)
      strategy.learn?.(discoveries)
      isQuiet = novelty !== null && novelty.ofNext <= untilQuiet!
      if (isQuiet) break
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    // A thread in the middle of a run does not hear that it should stop.
    if (!goesOnWith(seeds.last)) await workers.end()
  }
  const complete = isQuiet || batch.seeds === countOf(seeds)
  return { file, scenario, batch, trouble, complete, novelty }
}

/** After how many seeds it is asked whether to stop, for strategies that learn nothing. */
const generationToWatch = 100

function numbersOf(range: SeedRange): number[] {
  return Array.from({ length: countOf(range) }, (_, index) => range.first + index)
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
