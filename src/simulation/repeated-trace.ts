import { UsageError } from '../kernel/errors.ts'
import type { Journal } from '../trace/journal.ts'
import type { Checkpoints } from './checkpoints.ts'
import type { Plan } from './plan.ts'
import type { Run, Trace } from './run.ts'
import type { Scenario } from './scenario.ts'
import { Simulation, type SimulationOptions } from './simulation.ts'

/**
 * The trace of a run of which nothing was kept, as its plan is all it takes: who looks at what happened for the first
 * time has the run repeated.
 */
export class RepeatedTrace implements Trace {
  readonly scenario: Scenario
  readonly plan: Plan
  readonly handled: number
  private readonly run: Run
  private readonly options: SimulationOptions
  /** What was kept of the run when it was repeated. */
  private kept: Trace | null = null

  /** @param run the run, made with the options. */
  constructor(scenario: Scenario, run: Run, options: SimulationOptions) {
    this.scenario = scenario
    this.plan = run.plan
    this.handled = run.events
    this.run = run
    this.options = options
  }

  /** @throws UsageError when the run goes another way now. */
  get events(): Journal {
    return this.look().events
  }

  /** @throws UsageError when the run goes another way now. */
  get checkpoints(): Checkpoints {
    return this.look().checkpoints
  }

  private look(): Trace {
    if (this.kept === null) {
      const { scenario, plan, run, options } = this
      const { states = 'plain', deepHash = false, until = scenario.until } = options
      const again = new Simulation(scenario, { plan, states, deepHash, until, record: true }).run()
      if (outcomeOf(again) !== outcomeOf(run)) this.failToRepeat(again)
      this.kept = again.trace!
    }
    return this.kept
  }

  private failToRepeat({ hash, events }: Run): never {
    const { run } = this
    throw new UsageError(
      `Expected the run to go the same way again, as somebody looked at what happened in it, but its ${run.events} events with the hash ${run.hash} became ${events} with ${hash}; do handlers share something outside of their states, or does a message change after it was sent? expect({ scenario, seed }).toReplayIdentically() shows where two runs part.`,
    )
  }
}

/** What two runs of the same have in common; its hash covers neither losses nor notes. */
function outcomeOf({ hash, events, stats }: Run): string {
  return JSON.stringify({ hash, events, stats })
}
