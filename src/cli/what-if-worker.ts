import { version } from '../corpus/version.ts'
import { differenceOf, type Parting, partingOf } from '../explore/diff.ts'
import { scriptOf } from '../explore/explain/script.ts'
import { failureOf } from '../explore/replay/failure-of.ts'
import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { judgedAsSaved } from '../explore/replay/replay.ts'
import { tokenOf } from '../explore/replay/token.ts'
import { changedPlan, type WhatIf } from '../explore/replay/what-if.ts'
import { planOf } from '../simulation/plan.ts'
import type { Run } from '../simulation/run.ts'
import { simulate } from '../simulation/simulate.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type ThreadTask, threadWork } from './thread.ts'

export interface WhatIfTask {
  readonly file: ScenarioFile
  readonly seed: string | null
  readonly failure: FailureRecord | null
  readonly change: WhatIf
}

/** What became of a run whose plan was changed. */
export interface WhatIfAnswer {
  /** What the run violated before: of a saved failure the one property, of a seed all. */
  readonly before: readonly string[]
  readonly run: Pick<Run, 'verdict' | 'violations' | 'events' | 'endedAt' | 'hash' | 'stats'>
  readonly script: readonly string[]
  /** How many of its faults were due before the end. */
  readonly due: number
  /** Where it first parts from the run that it was; `null` when it is the same. */
  readonly difference: { readonly sentence: string; readonly parting: Parting } | null
  /** The changed plan, if it fails. */
  readonly token: string | null
}

/** Runs a plan as it is and as it would be, and compares the runs. */
export default threadWork(async (task: WhatIfTask & ThreadTask): Promise<WhatIfAnswer> => {
  const { file, seed, failure, change, pulse } = task
  const scenario = await loadScenario(file)
  const judged = failure ? judgedAsSaved(scenario, failure) : scenario
  const plan = failure?.plan ?? planOf(scenario, seed!)
  const changed = changedPlan(scenario, plan, change)
  const settings = { record: true, vitals: new Int32Array(pulse) }
  const old = simulate(judged, { ...settings, plan })
  const now = simulate(judged, { ...settings, plan: changed })
  const difference = differenceOf(old.trace!, now.trace!, ['in the old run', 'in the new'])
  const { verdict, violations, events, endedAt, hash, stats } = now
  const property = violations[0]?.property
  const names = { engine: version, scenario: file.name }
  return {
    before: old.violations.map((violation) => violation.property),
    run: { verdict, violations, events, endedAt, hash, stats },
    script: scriptOf(scenario, changed),
    due: changed.faults.filter(({ at }) => at <= endedAt).length,
    difference: difference && {
      sentence: difference.sentence,
      parting: partingOf(old.trace!, now.trace!, difference),
    },
    token: property === undefined ? null : tokenOf(failureOf(scenario, changed, property, names)),
  }
})
