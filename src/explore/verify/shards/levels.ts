import type { VerifyBounds } from '../../../simulation/verify-bounds.ts'
import { type Exhausted, isEnough, isOutOfMemory } from '../ending.ts'
import type { Fingerprint } from '../order/fingerprints.ts'
import type { VerifyProgress } from '../progress.ts'
import { deadlock } from '../states/judged-system.ts'
import { type Candidate, type Command, isBefore, type Known, type Reply } from './exchange.ts'
import type { Batch } from './outbox.ts'
import type { ShardPart } from './shard-part.ts'

/** A property that was violated, or a situation that was reached. */
export interface Finding {
  readonly property: string
  readonly message: string
  /** After how many steps. */
  readonly depth: number
  /** The states on a shortest way to it, from the first on. */
  readonly states: readonly Fingerprint[]
  readonly stack?: string
}

/** What is counted and found, as plain data. */
export interface SavedLevels {
  readonly violations: readonly Finding[]
  readonly reached: readonly Finding[]
  readonly generated: number
  readonly states: number
  readonly queued: number
  readonly ends: number
  readonly handlerRuns: number
  readonly depth: number
  /** How many steps away the states are that are being found. */
  readonly level: number
  /** Whether they all are found. */
  readonly isLevelDone: boolean
  readonly levels: readonly number[]
}

/** What goes on in shards: it yields what each is to do, takes what each answers, and comes to something. */
export type Course<Result> = Generator<readonly Command[], Result, readonly Reply[]>

/**
 * The course of a breadth-first search over shards: all of them expand the states of one depth, round by round, before
 * any goes deeper. So a depth is looked at to its end, and what is counted and found there does not depend on how many
 * shards there are.
 */
export class Levels {
  readonly violations: Finding[] = []
  readonly reached: Finding[] = []
  /** How many steps were looked at, the beginning included. */
  generated = 0
  states = 0
  /** How many states wait to be expanded. */
  queued = 0
  /** How many steps the farthest state is away. */
  depth = 0
  /** How many states have no other next one than themselves. */
  ends = 0
  bytes = 0
  handlerRuns = 0
  exhausted: Exhausted | null = null
  /** How many states each shard expands in a round; it makes no difference to what is counted and found. */
  pace = 1024

  private readonly bounds: VerifyBounds
  private readonly expected: ReadonlySet<string>
  /** How many steps away the states are that are found now. */
  private level = 0
  /** All that is so many steps away has been found. */
  private isLevelDone = false
  /** By number of steps, how many states are so far away. */
  private readonly sizes: number[] = []
  private isPaused = false
  /** What was counted before the shards began to count. */
  private before = { generated: 0, ends: 0, handlerRuns: 0 }
  /** By sender and receiver, what is still to be taken in. */
  private sent: readonly (readonly (Batch | null)[])[] = []
  /** What shards last said of this level. */
  private candidates: { readonly violations: readonly Candidate[]; readonly reached: readonly Candidate[] } =
    {
      violations: [],
      reached: [],
    }

  /** @param expected the properties that are declared to be violated */
  constructor(bounds: VerifyBounds, expected: ReadonlySet<string>) {
    this.bounds = bounds
    this.expected = expected
  }

  get progress(): VerifyProgress {
    const { generated, states, queued, depth, bytes, sizes } = this
    return { generated, states, queued, depth, bytes, walks: null, levels: sizes }
  }

  /** What has been found out before the depth that is being expanded. */
  get known(): Known {
    return { shown: namesOf(this.violations), reached: namesOf(this.reached) }
  }

  /** Ends the search after this round. */
  stop(reason: 'time' | 'stopped'): void {
    this.exhausted ??= reason
  }

  /** Interrupts the search after this round; it goes on with the next call of `rounds`. */
  pause(): void {
    this.isPaused = true
  }

  /** Yields what each shard is to do, and takes what came of it, until the search is over; false if it is only paused. */
  *rounds(shards: number): Course<boolean> {
    this.isPaused = false
    for (;;) {
      if (this.isLevelDone && this.isOver()) return true
      if (this.exhausted !== null || this.isPaused) return this.exhausted !== null
      const turn = this.isLevelDone ? this.known : null
      if (this.isLevelDone) this.level++
      this.isLevelDone = false
      yield* this.step(shards, { turn, expand: this.pace })
      if (!this.isLevelDone && isOutOfMemory(this.bounds, this.bytes)) this.exhausted ??= 'memory'
    }
  }

  /** What the shards hold, from which a search in as many, or others in as many as they are reshared, can go on. */
  *parts(shards: number): Course<readonly ShardPart[]> {
    const replies = yield* this.step(shards, { part: true })
    return replies.map(({ part }) => part!)
  }

  /** What is violated; of a search that has ended early, also what was found of the depth that it was at. */
  *findings(shards: number): Course<readonly Finding[]> {
    if (!this.isLevelDone) yield* this.step(shards, {})
    if (!this.isLevelDone) yield* this.conclude(shards)
    return this.violations
  }

  /** All that is counted and found, to go on from later. */
  save(): SavedLevels {
    const { generated, states, queued, ends, handlerRuns, depth, level, isLevelDone } = this
    const [violations, reached] = [[...this.violations], [...this.reached]]
    const levels = [...this.sizes]
    return {
      violations,
      reached,
      generated,
      states,
      queued,
      ends,
      handlerRuns,
      depth,
      level,
      isLevelDone,
      levels,
    }
  }

  /** Goes on from there, with shards that begin to count anew. */
  restore(saved: SavedLevels): void {
    this.violations.splice(0, this.violations.length, ...saved.violations)
    this.reached.splice(0, this.reached.length, ...saved.reached)
    const { generated, states, queued, ends, handlerRuns, depth, level, isLevelDone } = saved
    this.sizes.splice(0, this.sizes.length, ...saved.levels)
    this.before = { generated, ends, handlerRuns }
    this.generated = generated
    this.states = states
    this.queued = queued
    this.ends = ends
    this.handlerRuns = handlerRuns
    this.depth = depth
    this.level = level
    this.isLevelDone = isLevelDone
  }

  private *round(shards: number, told: Partial<Command>): Course<readonly Reply[]> {
    const all = Array.from({ length: shards }, (_, shard) => shard)
    const { sent } = this
    const replies: readonly Reply[] = yield all.map((receiver) => ({
      absorb: all.map((sender) => sent[sender]?.[receiver] ?? null),
      turn: null,
      expand: 0,
      tellOf: -1,
      part: false,
      ...told,
    }))
    this.sent = replies.map(({ batches }) => batches)
    this.add(replies)
    return replies
  }

  /** Concludes the depth as soon as all that is so many steps away has been found. */
  private *step(shards: number, told: Partial<Command>): Course<readonly Reply[]> {
    const replies = yield* this.round(shards, told)
    const isDone = replies.every(
      ({ waiting, batches }) => waiting === 0 && batches.every((batch) => batch === null),
    )
    if (isDone && !this.isLevelDone) {
      this.isLevelDone = true
      const size = this.states - this.sizes.reduce((sum, one) => sum + one, 0)
      if (size > 0) this.sizes.push(size)
      yield* this.conclude(shards)
    }
    return replies
  }

  private *trace(shards: number, { property, parent, high, low }: Candidate): Course<readonly Fingerprint[]> {
    const states: Fingerprint[] = property === deadlock ? [] : [{ high, low }]
    for (let at = parent; at >= 0; ) {
      const replies = yield* this.round(shards, { tellOf: at })
      const ancestor = replies.find(({ told }) => told !== null)!.told!
      states.push({ high: ancestor.high, low: ancestor.low })
      at = ancestor.parent
    }
    return states.reverse()
  }

  private add(replies: readonly Reply[]): void {
    const sum = (part: (reply: Reply) => number) => replies.reduce((all, reply) => all + part(reply), 0)
    const { before } = this
    this.generated = before.generated + sum(({ generated }) => generated)
    this.states = sum(({ states }) => states)
    this.queued = sum(({ waiting, next }) => waiting + next)
    this.ends = before.ends + sum(({ ends }) => ends)
    this.bytes = sum(({ bytes }) => bytes)
    this.handlerRuns = before.handlerRuns + sum(({ handlerRuns }) => handlerRuns)
    if (replies.some(({ next }) => next > 0)) this.depth = this.level
    this.candidates = {
      violations: replies.flatMap(({ violations }) => violations),
      reached: replies.flatMap(({ reached }) => reached),
    }
  }

  /** What this depth has shown. */
  private *conclude(shards: number): Course<void> {
    const { violations, reached } = this.candidates
    for (const [candidates, findings] of [
      [best(violations), this.violations],
      [best(reached), this.reached],
    ] as const)
      for (const candidate of candidates) {
        const { property, message, stack } = candidate
        const states = yield* this.trace(shards, candidate)
        const depth = states.length - 1
        findings.push({ property, message, depth, states, ...(stack !== undefined && { stack }) })
      }
  }

  /** Whether all has been seen, or enough, or a bound is reached. */
  private isOver(): boolean {
    const isAll = this.queued === 0 || isEnough(this.violations, this.expected)
    if (isAll) this.exhausted = null
    else this.checkBounds()
    return isAll || this.exhausted !== null
  }

  private checkBounds(): void {
    const { depth, states } = this.bounds
    if (depth !== undefined && this.depth >= depth) this.exhausted ??= 'depth'
    else if (states !== undefined && this.states >= states) this.exhausted ??= 'states'
    else if (isOutOfMemory(this.bounds, this.bytes)) this.exhausted ??= 'memory'
  }
}

/** Of each property, that which is told of. */
function best(candidates: readonly Candidate[]): readonly Candidate[] {
  const told = new Map<string, Candidate>()
  for (const candidate of candidates) {
    const other = told.get(candidate.property)
    if (other === undefined || isBefore(candidate, other)) told.set(candidate.property, candidate)
  }
  return [...told.values()].sort((a, b) => (a.property < b.property ? -1 : 1))
}

function namesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ property }) => property)
}
