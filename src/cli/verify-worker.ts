import type { MessagePort } from 'node:worker_threads'
import { type Explanation, explain } from '../explore/explain/explain.ts'
import type { VerifyProgress } from '../explore/verify/levels.ts'
import type { OrderName } from '../explore/verify/orders.ts'
import type { Reductions } from '../explore/verify/transition-system.ts'
import { mustComeToHold, type Verification, verify } from '../explore/verify/verify.ts'
import type { VerifyBounds } from '../simulation/verify-bounds.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { ShardLink } from './shard-link.ts'
import { ShardedVerify } from './sharded-verify.ts'
import { stopAt, type ThreadTask, threadWork } from './thread.ts'

export interface VerifyTask {
  readonly file: ScenarioFile
  readonly seed: string
  readonly order: OrderName
  /** How many random walks to take. */
  readonly walks: number
  /** Other bounds of the search than the scenario's. */
  readonly bounds: VerifyBounds
  readonly reductions: Reductions
  /** How long to search, ms of real time; `null` without limit. */
  readonly time: number | null
  /** How long to shrink a counterexample, ms of real time. */
  readonly budget: number
  /** Lines to threads that can share a search in breadth. */
  readonly links: readonly MessagePort[]
}

/** What is said on the way: how far the search is, or that it should be shared. */
export type VerifyNote = VerifyProgress | 'share'

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
  const { file, seed, order, walks, bounds, reductions, time, budget, links, pulse, port } = task
  const scenario = await loadScenario(file)
  const vitals = new Int32Array(pulse)
  const begun = Date.now()
  let toldAt = begun
  const isStopped = () => Atomics.load(vitals, stopAt) === 1
  const watching = {
    vitals,
    stop: () => (isStopped() ? 'stopped' : time !== null && Date.now() - begun > time ? 'time' : null),
    progress: (progress: VerifyProgress) => {
      if (Date.now() - toldAt < 100) return
      toldAt = Date.now()
      port.postMessage(progress satisfies VerifyNote)
    },
  } as const
  const verification =
    order === 'breadth' && !mustComeToHold(scenario)
      ? await new ShardedVerify(scenario, {
          seed,
          bounds,
          reductions,
          ...watching,
          links: links.map((link) => new ShardLink(link)),
          startOthers: () => port.postMessage('share' satisfies VerifyNote),
        }).run()
      : verify(scenario, { seed, order, walks, bounds, reductions, ...watching })
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
