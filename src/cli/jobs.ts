import { availableParallelism } from 'node:os'
import { UsageError } from '../kernel/errors.ts'

/** As many threads as asked for, or as there are cores. @throws UsageError unless it is a number of threads. */
export function parseJobs(text: string | undefined): number {
  if (text === undefined) return availableParallelism()
  const jobs = Number(text)
  if (!Number.isInteger(jobs) || jobs < 1 || jobs > 256)
    throw new UsageError(`Expected --jobs to be a whole number of threads from 1 to 256, got '${text}'.`)
  return jobs
}
