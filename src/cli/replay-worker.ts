import { scriptOf } from '../explore/explain/script.ts'
import type { FailureRecord } from '../explore/replay/failure-record.ts'
import { type Moment, runTo } from '../explore/replay/moment.ts'
import { judgedAsSaved, replayed } from '../explore/replay/replay.ts'
import { type Plan, planOf } from '../simulation/plan.ts'
import type { Run } from '../simulation/run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { transcriptOf } from '../trace/transcript.ts'
import { type ExportTarget, writeExport } from './export-file.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { type ThreadTask, threadWork } from './thread.ts'

export interface ReplayTask {
  readonly file: ScenarioFile
  readonly seed: string | null
  readonly failure: FailureRecord | null
  /** A plan that a strategy made, instead of what the seed draws. */
  readonly made?: Plan
  /** Where to stop; the nodes are shown there. */
  readonly until: Moment | null
  readonly exportTo: ExportTarget | null
  /** Whether the transcript is wanted. */
  readonly transcript: boolean
}

/** What is left to say when the transcript is told. */
export interface ReplayAnswer
  extends Pick<Run, 'verdict' | 'violations' | 'events' | 'endedAt' | 'hash' | 'stats'> {
  /** In what it is another run than the saved one, as well as that can be told. */
  readonly drift: string | null
  readonly script: readonly string[]
  /** How many of its faults were due before the end. */
  readonly due: number
  /** The nodes where the run was stopped. */
  readonly nodes: readonly NodeMoment[] | null
  /** How many events the transcript has. */
  readonly lines: number
}

/** A node at a moment. */
export interface NodeMoment {
  readonly id: string
  readonly up: boolean
  /** Without what cannot be sent between threads. */
  readonly state: unknown
}

const linesPerNote = 1_000

/** Runs one seed or saved failure, and posts its transcript in portions of many lines. */
export default threadWork(async (task: ReplayTask & ThreadTask): Promise<ReplayAnswer> => {
  const { file, seed, failure, until, exportTo, pulse, port } = task
  const scenario = await loadScenario(file)
  const judged = failure ? judgedAsSaved(scenario, failure) : scenario
  const plan = failure?.plan ?? task.made ?? planOf(scenario, seed!)
  const vitals = new Int32Array(pulse)
  const simulation = new Simulation(judged, { plan, record: true, vitals })
  if (until !== null) runTo(simulation, until)
  const nodes =
    until === null ? null : simulation.hosts.map(({ id, up, state }) => ({ id, up, state: plain(state) }))
  const run = until === null ? simulation.run() : simulation.finish()
  const { verdict, violations, events, endedAt, hash, stats } = run
  if (task.transcript) {
    let lines: string[] = []
    for (const line of transcriptOf(run.trace!.events)) {
      if (lines.push(line) < linesPerNote) continue
      port.postMessage(lines.join('\n'))
      lines = []
      vitals[0]!++
    }
    if (lines.length > 0) port.postMessage(lines.join('\n'))
  }
  if (exportTo !== null) await writeExport(run, exportTo, () => vitals[0]!++)
  const drift = failure ? replayed(failure, run, until !== null).drift : null
  return {
    ...{ verdict, violations, events, endedAt, hash, stats, nodes },
    drift: drift?.sentence ?? null,
    script: scriptOf(scenario, plan),
    due: plan.faults.filter(({ at }) => at <= endedAt).length,
    lines: run.trace!.events.length,
  }
})

function plain(state: unknown): unknown {
  return state === undefined ? null : JSON.parse(JSON.stringify(state))
}
