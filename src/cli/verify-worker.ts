import { type Explanation, explain } from '../explore/explain/explain.ts'
import type { VerifyProgress } from '../explore/verify/levels.ts'
import type { OrderName } from '../explore/verify/orders.ts'
import { type Verification, verify } from '../explore/verify/verify.ts'
import type { VerifyBounds } from '../simulation/verify-bounds.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { stopAt, type ThreadTask, threadWork } from './thread.ts'

export interface VerifyTask {
  readonly file: ScenarioFile
  readonly seed: string
  readonly order: OrderName
  /** How many random walks to take. */
  readonly walks: number
  /** Other bounds of the search than the scenario's. */
  readonly bounds: VerifyBounds
  /** How long to search, ms of real time; `null` without limit. */
  readonly time: number | null
  /** How long to shrink a counterexample, ms of real time. */
  readonly budget: number
}

export interface VerifyAnswer {
  readonly verification: Verification
  /**
   * Of the first violation that the scenario does not declare, or else the first; of what never comes to hold there is
   * none. `null` when none replays.
   */
  readonly explanation: Explanation | null
  /** How long the search took, ms of real time. */
  readonly took: number
}

/** Searches, and shrinks what it found. */
export default threadWork(async (task: VerifyTask & ThreadTask): Promise<VerifyAnswer> => {
  const { file, seed, order, walks, bounds, time, budget, pulse, port } = task
  const scenario = await loadScenario(file)
  const vitals = new Int32Array(pulse)
  const begun = Date.now()
  let toldAt = begun
  const isStopped = () => Atomics.load(vitals, stopAt) === 1
  const verification = verify(scenario, {
    seed,
    order,
    walks,
    bounds,
    vitals,
    stop: () => (isStopped() ? 'stopped' : time !== null && Date.now() - begun > time ? 'time' : null),
    progress: (progress) => {
      if (Date.now() - toldAt < 100) return
      toldAt = Date.now()
      port.postMessage(progress satisfies VerifyProgress)
    },
  })
  const took = Date.now() - begun
  const declared = new Set(scenario.violates.map(({ name }) => name))
  // A run that only ends in silence would be shrunk to one that withholds what it must not.
  const replaying = verification.violations.filter(({ replays, cycle }) => replays && cycle === undefined)
  const told = replaying.find(({ property }) => !declared.has(property)) ?? replaying[0]
  const shrinkingSince = Date.now()
  const explanation =
    told === undefined
      ? null
      : explain(scenario, told.plan, told.property, {
          vitals,
          stop: () => isStopped() || Date.now() - shrinkingSince > budget,
        })
  return { verification, explanation, took }
})
