import { type Plan, planOf, type Seed } from '../../simulation/plan.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { simulate } from '../../simulation/simulate.ts'
import { judgedByOne } from '../shrink/trials.ts'
import { type Recording, recordingOf } from './recording.ts'
import { Rewinder } from './rewinder.ts'

/** A scenario with its code: what a page can do with it besides showing a recording. */
export interface LiveScenario {
  readonly scenario: Scenario
  /** Runs a plan and keeps all of it. */
  record(plan: Plan): Recording
  /** The hash of a plan's run. */
  hash(plan: Plan): string
  /** Tells states of a plan's run at any moment. */
  rewinder(plan: Plan): Rewinder
  /** The plan that the scenario draws from a seed. */
  plan(seed: Seed): Plan
}

/** @param property the only one to judge by, as a saved failure is; all of the scenario's when `null`. */
export function liveScenario(scenario: Scenario, property: string | null): LiveScenario {
  const judged = property === null ? scenario : judgedByOne(scenario, property)
  return {
    scenario: judged,
    record: (plan) => recordingOf(judged, plan),
    hash: (plan) => simulate(judged, { plan }).hash,
    rewinder: (plan) => new Rewinder(judged, plan),
    plan: (seed) => planOf(judged, seed),
  }
}
