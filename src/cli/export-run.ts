import type { Micros } from '../kernel/time.ts'
import type { Plan } from '../simulation/plan.ts'
import type { ExportTarget } from './export-file.ts'
import type { ReplayAnswer, ReplayTask } from './replay-worker.ts'
import type { LoadedScenario } from './run-scenarios.ts'
import { inThread } from './thread.ts'

/** Which run to write to a file. */
export interface ExportedRun extends LoadedScenario {
  readonly seed: string
  /** The plan that a strategy made under that number, if one did. */
  readonly made: Plan | undefined
  /** Where it is to end, µs; where the scenario does when `undefined`. */
  readonly until: Micros | undefined
  /** How long a handler may take, ms of real time. */
  readonly stall: number
}

/** Records a run, writes it to a file, and says so. */
export async function exportRun(
  { file, scenario, seed, made, until, stall }: ExportedRun,
  exportTo: ExportTarget,
): Promise<string> {
  const moment = until === undefined ? null : { at: until }
  const task: ReplayTask = {
    file,
    seed,
    failure: null,
    ...(made && { made }),
    until: moment,
    exportTo,
    transcript: false,
  }
  const run = await inThread<ReplayTask, never, ReplayAnswer>('replay-worker', task, {
    stall,
    nodes: Object.keys(scenario.nodes),
  })
  return exported(`${made ? 'plan' : 'seed'} ${seed} of ${file.name}`, run.lines, exportTo)
}

/** That a run was written to a file. */
export function exported(what: string, events: number, { path, format }: ExportTarget): string {
  return `Exported ${what} (${events} events) as ${format}: ${path}`
}
