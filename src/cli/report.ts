import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../kernel/errors.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { ReportAnswer, ReportTask } from './report-worker.ts'
import { inThread } from './thread.ts'

export interface ReportOptions {
  readonly scenario: Scenario
  /** How long a handler may go without returning, ms of real time. */
  readonly stall: number
}

/** Writes a run as one page, and says where it is. */
export async function writeReport(
  task: Omit<ReportTask, 'target'>,
  target: string,
  { scenario, stall }: ReportOptions,
): Promise<string> {
  requireReportName(target)
  const problem = await inThread<ReportTask, never, ReportAnswer>(
    'report-worker',
    { ...task, target: resolve(target) },
    { stall, nodes: Object.keys(scenario.nodes) },
  )
  const written = `The run as a page: ${pathToFileURL(resolve(target))}`
  return problem === null ? written : `${written}\n${problem} It shows the recording only.`
}

/** @throws UsageError unless it is the name of an HTML file. */
export function requireReportName(target: string): void {
  if (!/\.html?$/i.test(target))
    throw new UsageError(`Expected --report to name an HTML file, such as run.html, got '${target}'.`)
}
