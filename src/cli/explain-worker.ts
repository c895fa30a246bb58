import { type Explanation, explain } from '../explore/explain/explain.ts'
import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { judgedAsSaved } from '../explore/replay/replay.ts'
import type { PlanSize } from '../explore/shrink/shrink.ts'
import { UsageError } from '../kernel/errors.ts'
import { planOf } from '../simulation/plan.ts'
import { simulate } from '../simulation/simulate.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { SourceLines } from './source-lines.ts'
import { stopAt, type ThreadTask, threadWork } from './thread.ts'

export interface ExplainTask {
  readonly file: ScenarioFile
  readonly seed: string | null
  /** Explained instead of a seed. */
  readonly failure: FailureRecord | null
  /** The first that is violated when `null`. */
  readonly property: string | null
  /** How long to shrink, ms of real time. */
  readonly budget: number
}

export interface ExplainNote {
  readonly size: PlanSize
  readonly trials: number
}

/** Shrinks and tells; `null` when nothing is violated (of a saved failure, its property). */
export default threadWork(async (task: ExplainTask & ThreadTask): Promise<Explanation | null> => {
  const { file, seed, failure, budget, pulse, port } = task
  const scenario = await loadScenario(file)
  const vitals = new Int32Array(pulse)
  const judged = failure ? judgedAsSaved(scenario, failure) : scenario
  const plan = failure?.plan ?? planOf(scenario, seed!)
  const violated = simulate(judged, { plan, vitals }).violations.map(({ property }) => property)
  const property = task.property ?? violated[0]
  if (property === undefined) return null
  if (!violated.includes(property))
    throw new UsageError(
      `Expected --property to be one that ${failure ? 'the failure' : `seed ${seed}`} of ${file.name} violates (${violated.join(', ') || 'none'}), got '${property}'.`,
    )
  const begun = Date.now()
  let toldAt = begun
  const lines = new SourceLines()
  return explain(scenario, plan, property, {
    sourceOf: (handler) => lines.of(handler),
    vitals,
    stop: () => Date.now() - begun > budget || Atomics.load(vitals, stopAt) === 1,
    progress: (size, trials) => {
      if (Date.now() - toldAt < 100) return
      toldAt = Date.now()
      port.postMessage({ size, trials } satisfies ExplainNote)
    },
  })
})
