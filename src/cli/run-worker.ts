import { type Batch, batchOf, emptyBatch, merged } from '../explore/batch.ts'
import type { Micros } from '../kernel/time.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { Simulation } from '../simulation/simulation.ts'
import { firstDifference } from './determinism.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import type { SeedRange } from './seeds.ts'

/** One message to a worker: some seeds of a scenario. */
export interface RunTask {
  readonly file: ScenarioFile
  readonly seeds: SeedRange
  readonly until?: Micros
  readonly checkDeterminism: boolean
  /** Where the worker says that it is alive: [beats, seed], one pair a task under way. */
  readonly pulse: SharedArrayBuffer
}

export interface RunAnswer {
  readonly batch: Batch
  /** The first seed that went two ways, with the first event in which it did. */
  readonly difference: { readonly seed: number; readonly sentence: string } | null
}

const loaded = new Map<string, Promise<Scenario>>()

/** Runs the seeds of a task, in a worker thread. */
export default async function run({
  file,
  seeds,
  until,
  checkDeterminism,
  pulse,
}: RunTask): Promise<RunAnswer> {
  if (!loaded.has(file.path)) loaded.set(file.path, loadScenario(file))
  const scenario = await loaded.get(file.path)!
  const beats = new Int32Array(pulse)
  let batch = emptyBatch(scenario)
  for (let seed = seeds.first; seed <= seeds.last; seed++) {
    beats[1] = seed
    const result = runOne(scenario, seed, until, beats)
    batch = merged(batch, batchOf(scenario, result))
    if (!checkDeterminism) continue
    const again = runOne(scenario, seed, until, beats)
    if (again.hash !== result.hash)
      return { batch, difference: { seed, sentence: firstDifference(scenario, seed) } }
  }
  return { batch, difference: null }
}

/** In slices of virtual time, with a beat after each: a worker without a beat hangs in a handler. */
function runOne(scenario: Scenario, seed: number, until: Micros | undefined, beats: Int32Array) {
  const simulation = new Simulation(scenario, until === undefined ? { seed } : { seed, until })
  const end = Math.min(until ?? scenario.until, scenario.until)
  const slices = 16
  for (let slice = 1; slice < slices; slice++) {
    simulation.runUntil(Math.floor((end * slice) / slices))
    Atomics.add(beats, 0, 1)
  }
  const run = simulation.run()
  Atomics.add(beats, 0, 1)
  return run
}
