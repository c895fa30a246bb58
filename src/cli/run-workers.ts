import { Tinypool } from 'tinypool'
import { ownModule } from './own-module.ts'
import type { RunAnswer, RunTask } from './run-worker.ts'
import { countOf, type SeedRange } from './seeds.ts'

/** Threads that run seeds. They start at once, and load the engine meanwhile; anew after they had to be killed. */
export class RunWorkers {
  /** How many threads: no more than there are seeds, as each takes a while to load. */
  readonly jobs: number
  private pool: Tinypool | null

  constructor(jobs: number, seeds: SeedRange) {
    this.jobs = Math.min(jobs, countOf(seeds))
    this.pool = this.started()
  }

  run(task: RunTask, signal: AbortSignal): Promise<RunAnswer> {
    this.pool ??= this.started()
    return this.pool.run(task, { signal })
  }

  async end(): Promise<void> {
    const { pool } = this
    this.pool = null
    await pool?.destroy()
  }

  private started(): Tinypool {
    return new Tinypool({
      filename: ownModule('cli/run-worker'),
      minThreads: this.jobs,
      maxThreads: this.jobs,
      isolateWorkers: false,
    })
  }
}
