import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { type Replay, replay } from '../explore/replay/replay.ts'
import type { Micros } from '../kernel/time.ts'
import type { Run } from '../simulation/run.ts'
import { simulate } from '../simulation/simulate.ts'
import { transcriptOf } from '../trace/transcript.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type ThreadTask, threadWork } from './thread.ts'

export interface ReplayTask {
  readonly file: ScenarioFile
  readonly seed: string | null
  readonly failure: FailureRecord | null
  readonly until?: Micros
}

/** What is left to say when the transcript is told. */
export type ReplayAnswer = Pick<Run, 'verdict' | 'violations' | 'events' | 'endedAt' | 'hash' | 'stats'> &
  Pick<Replay, 'drift'>

const linesPerNote = 1_000

/** Runs one seed or saved failure, and posts its transcript in portions of many lines. */
export default threadWork(async (task: ReplayTask & ThreadTask): Promise<ReplayAnswer> => {
  const { file, seed, failure, until, pulse, port } = task
  const scenario = await loadScenario(file)
  const settings = { record: true, vitals: new Int32Array(pulse), ...(until !== undefined && { until }) }
  const { run, drift } = failure
    ? replay(scenario, failure, settings)
    : { run: simulate(scenario, { seed: seed!, ...settings }), drift: null }
  const { trace, verdict, violations, events, endedAt, hash, stats } = run
  let lines: string[] = []
  for (const line of transcriptOf(trace!.events)) {
    if (lines.push(line) < linesPerNote) continue
    port.postMessage(lines.join('\n'))
    lines = []
  }
  if (lines.length > 0) port.postMessage(lines.join('\n'))
  return { verdict, violations, events, endedAt, hash, stats, drift }
})
