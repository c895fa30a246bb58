import type { MessagePort } from 'node:worker_threads'
import { type Explanation, explain } from '../explore/explain/explain.ts'
import type { OrderName } from '../explore/verify/order/order-names.ts'
import type { VerifyProgress } from '../explore/verify/progress.ts'
import type { Reductions } from '../explore/verify/states/transition-system.ts'
import type { Verification } from '../explore/verify/verification.ts'
import { isByLevels, verify } from '../explore/verify/verify.ts'
import type { VerifyBounds } from '../simulation/verify-bounds.ts'
import { type CheckpointSubject, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts'
import { loadScenario, type ScenarioFile } from './scenario-files.ts'
import { ShardLink } from './shard-link.ts'
import { type SearchState, ShardedVerify } from './sharded-verify.ts'
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
  /** Where the search is kept now and then, and what it is about; `null` if it is not to be kept. */
  readonly checkpoint: { readonly path: string; readonly subject: CheckpointSubject } | null
  /** The checkpoint that it goes on from, and how long it had taken, ms of real time; `null` for the beginning. */
  readonly resume: { readonly path: string; readonly took: number } | null
  /** Lines to threads that can share a search in breadth. */
  readonly links: readonly MessagePort[]
}

/** What is said on the way: how far the search is, that it should be shared, or why it could not be kept for later. */
export type VerifyNote = VerifyProgress | 'share' | { readonly unsaved: string }

export interface VerifyAnswer {
  readonly verification: Verification
  /**
   * Of the first violation that the scenario does not declare, or else the first; of what never comes to hold there is
   * none. `null` when none replays.
   */
  readonly explanation: Explanation | null
  /** How long the search took, ms of real time. */
  readonly took: number
  /** Whether it was kept for later as it stood last. */
  readonly isSaved: boolean
}

/** Searches, and shrinks what it found. */
export default threadWork(async (task: VerifyTask & ThreadTask): Promise<VerifyAnswer> => {
  const {
    file,
    seed,
    order,
    walks,
    bounds,
    reductions,
    time,
    budget,
    links,
    checkpoint,
    resume,
    pulse,
    port,
  } = task
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
  const tookBefore = resume?.took ?? 0
  let isSaved = false
  const save = (state: SearchState) => {
    const { path, subject } = checkpoint!
    const header = { ...subject, took: tookBefore + Date.now() - begun, states: state.levels.states }
    try {
      writeCheckpoint(path, header, state)
      isSaved = true
    } catch (error) {
      // What was found so far is worth more than an end, and there may be room again later.
      isSaved = false
      const unsaved = error instanceof Error ? error.message : String(error)
      port.postMessage({ unsaved } satisfies VerifyNote)
    }
  }
  const verification = isByLevels(order, scenario)
    ? await new ShardedVerify(scenario, {
        seed,
        bounds,
        reductions,
        ...watching,
        links: links.map((link) => new ShardLink(link)),
        startOthers: () => port.postMessage('share' satisfies VerifyNote),
        from: resume === null ? null : readCheckpoint(resume.path),
        save: checkpoint === null ? null : save,
      }).run()
    : verify(scenario, { seed, order, walks, bounds, reductions, ...watching })
  const took = tookBefore + Date.now() - begun
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
  return { verification, explanation, took, isSaved }
})
