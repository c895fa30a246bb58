import { type Difference, differenceOf, type Parting, partingOf, scriptDifference } from '../explore/diff.ts'
import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { judgedAsSaved } from '../explore/replay/replay.ts'
import { planOf } from '../simulation/plan.ts'
import type { Run } from '../simulation/run.ts'
import { simulate } from '../simulation/simulate.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type ThreadTask, threadWork } from './thread.ts'

/** A run to compare: of a seed, or of a saved failure. */
export type ComparedRun = { readonly seed: string } | { readonly failure: FailureRecord }

export interface DiffTask {
  readonly file: ScenarioFile
  readonly a: ComparedRun
  readonly b: ComparedRun
  /** How many lines of the transcripts are wanted before and after. */
  readonly context: number
}

/** How two runs of a scenario differ. */
export interface DiffAnswer {
  readonly a: Pick<Run, 'verdict' | 'violations' | 'events' | 'endedAt' | 'hash'>
  readonly b: Pick<Run, 'verdict' | 'violations' | 'events' | 'endedAt' | 'hash'>
  /** The lines of their scripts that only one of them has. */
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
  /** `null` when they are the same run. */
  readonly difference: (Difference & { readonly parting: Parting }) | null
}

/** Records both runs, and finds the first decision in which they part. */
export default threadWork(async (task: DiffTask & ThreadTask): Promise<DiffAnswer> => {
  const { file, a, b, context, pulse } = task
  const scenario = await loadScenario(file)
  // Both are judged alike, as a violation ends a run: by the property of a saved failure, if there is one.
  const saved = 'failure' in a ? a.failure : 'failure' in b ? b.failure : null
  const judged = saved ? { ...judgedAsSaved(scenario, saved), until: scenario.until } : scenario
  const [left, right] = [a, b].map((run) => {
    const plan = 'failure' in run ? run.failure.plan : planOf(scenario, run.seed)
    return simulate(judged, { plan, record: true, vitals: new Int32Array(pulse) })
  }) as [Run, Run]
  const difference = differenceOf(left.trace!, right.trace!)
  return {
    a: inShort(left),
    b: inShort(right),
    ...scriptDifference(scenario, left.plan, right.plan),
    difference: difference && {
      ...difference,
      parting: partingOf(left.trace!, right.trace!, difference, context),
    },
  }
})

function inShort({ verdict, violations, events, endedAt, hash }: Run): DiffAnswer['a'] {
  return { verdict, violations, events, endedAt, hash }
}
