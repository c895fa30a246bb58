import type { Run } from './run.ts'
import type { Scenario } from './scenario.ts'

const scenarios = new WeakMap<Run, Scenario>()

/** Keeps in mind of what a run came: a run itself is data, and a scenario is code. */
export function rememberScenario(run: Run, scenario: Scenario): Run {
  scenarios.set(run, scenario)
  return run
}

/** The scenario that a run was of; undefined for a copy of a run, such as one from another thread. */
export function scenarioOf(run: Run): Scenario | undefined {
  return scenarios.get(run)
}
