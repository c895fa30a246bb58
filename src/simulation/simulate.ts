import type { Micros } from '../kernel/time.ts'
import { withoutAmbient } from './ambient-guard.ts'
import { RepeatedTrace } from './repeated-trace.ts'
import type { Run, Trace } from './run.ts'
import type { Scenario } from './scenario.ts'
import { rememberScenario } from './scenario-of.ts'
import { Simulation, type SimulationOptions } from './simulation.ts'

/**
 * Runs a scenario from its beginning to its end: a pure function of the scenario and the seed (or plan). So recording
 * keeps nothing; the run is repeated when somebody looks at its trace for the first time.
 * @throws UsageError without a seed or plan, or when the run cannot go on (time stands still).
 */
export function simulate(scenario: Scenario, options: SimulationOptions): Run {
  if (!options?.record) return run(scenario, options)
  const made = run(scenario, { ...options, record: false, freeze: true })
  return rememberScenario({ ...made, trace: new RepeatedTrace(scenario, made, options) }, scenario)
}

function run(scenario: Scenario, options: SimulationOptions): Run {
  // Once for the whole, as each time costs as much as some events.
  return withoutAmbient(() => new Simulation(scenario, options).run())
}

/**
 * Every node's state at a moment of a recorded run: after all that happened up to `time` (µs). The run is repeated
 * up to there from the nearest checkpoint, so the states are the reader's own.
 */
export function rewind(trace: Trace, time: Micros): Readonly<Record<string, unknown>> {
  const { scenario, plan, checkpoints, handled } = trace
  const simulation =
    checkpoints.latest(({ now }) => now <= time)?.resume(handled) ?? new Simulation(scenario, { plan })
  const begun = simulation.events
  for (const { afterEvents, at, fault } of trace.injected ?? []) {
    if (at > time) break
    if (afterEvents < begun) continue
    while (simulation.events < afterEvents) simulation.step()
    if (simulation.now < at) simulation.runUntil(at)
    simulation.inject(fault)
  }
  simulation.runUntil(time)
  return { ...simulation.states }
}
