import { setImmediate } from 'node:timers/promises'
import type { VerifyProgress } from '../explore/verify/progress.ts'
import type { Course, SavedLevels } from '../explore/verify/shards/levels.ts'
import { resharded, type ShardPart } from '../explore/verify/shards/shard-part.ts'
import type { Verification } from '../explore/verify/verification.ts'
import { type ShardedSearch, searchOf, type VerifyOptions } from '../explore/verify/verify.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { ShardLink } from './shard-link.ts'
import { isIdle } from './thread.ts'

/** All that a search has come to; it can go on from there in any number of threads. */
export interface SearchState {
  readonly levels: SavedLevels
  readonly parts: readonly ShardPart[]
}

export interface ShardedOptions extends Pick<VerifyOptions, 'seed' | 'bounds' | 'reductions'> {
  readonly vitals: Int32Array
  /** Lines to threads that can share the search, and what starts them. */
  readonly links: readonly ShardLink[]
  readonly startOthers: () => void
  /** Where it goes on; `null` for the beginning. */
  readonly from: SearchState | null
  /** Told now and then what it has come to, and when a bound has run out; `null` if that is not to be kept. */
  readonly save: ((state: SearchState) => void) | null
  readonly progress: (progress: VerifyProgress) => void
  readonly stop: () => 'time' | 'stopped' | null
}

/** How many states a search has visited when others are called: it ends sooner than they would have loaded, or not. */
const worthSharing = 100_000

/** How long a round should take, ms of real time: so long that waiting for each other costs little, and no longer. */
const roundLeast = 50
const roundMost = 200
const paceMost = 1 << 16

/** How often a search is saved, ms of real time. */
const savingPace = 60_000

/** A search in breadth that begins in this thread, and is shared with others once it is large. */
export class ShardedVerify {
  private readonly scenario: Scenario
  private readonly options: ShardedOptions
  private search: ShardedSearch
  /** The other threads that take part. */
  private others: readonly ShardLink[] = []
  private haveBeenCalled = false
  private savedAt = Date.now()

  constructor(scenario: Scenario, options: ShardedOptions) {
    this.scenario = scenario
    this.options = options
    this.search = searchOf(scenario, options)
  }

  async run(): Promise<Verification> {
    await this.begin()
    while (!(await this.goOn())) {
      const state = await this.state()
      if (this.isToBeSaved) this.save(state)
      if (this.isToBeShared) this.dealOut(state, this.options.links)
    }
    const { levels, conclude } = this.search
    if (levels.exhausted !== null && this.options.save !== null) this.save(await this.state())
    return conclude(await this.follow(levels.findings(this.count)))
  }

  private get count(): number {
    return 1 + this.others.length
  }

  private get isToBeSaved(): boolean {
    return this.options.save !== null && Date.now() - this.savedAt > savingPace
  }

  private get isToBeShared(): boolean {
    const { links } = this.options
    return this.haveBeenCalled && this.others.length < links.length && links.every(({ isReady }) => isReady)
  }

  private async begin(): Promise<void> {
    const { from, links } = this.options
    if (from === null) return this.search.shard.begin()
    const isLarge = from.levels.states >= worthSharing
    if (isLarge) {
      this.callOthers()
      this.options.vitals[1] = isIdle
      await Promise.all(links.map((link) => link.ready()))
    }
    this.dealOut(from, isLarge ? links : [])
  }

  /** Searches until all is over, or it is time for something else. */
  private goOn(): Promise<boolean> {
    const { levels } = this.search
    const { progress, stop, links } = this.options
    let since = Date.now()
    return this.follow(levels.rounds(this.count), async () => {
      const took = Date.now() - since
      since += took
      if (took < roundLeast) levels.pace = Math.min(paceMost, 2 * levels.pace)
      else if (took > roundMost) levels.pace = Math.max(1, Math.floor(levels.pace / 2))
      progress(levels.progress)
      const reason = stop()
      if (reason !== null) levels.stop(reason)
      if (this.others.length < links.length && levels.states >= worthSharing) {
        this.callOthers()
        // Lets in what they say.
        await setImmediate()
      }
      if (this.isToBeShared || this.isToBeSaved) levels.pause()
    })
  }

  private callOthers(): void {
    if (this.haveBeenCalled || this.options.links.length === 0) return
    this.haveBeenCalled = true
    this.options.startOthers()
  }

  private async state(): Promise<SearchState> {
    const { levels } = this.search
    const parts = await this.follow(levels.parts(this.count))
    return { parts, levels: levels.save() }
  }

  private save(state: SearchState): void {
    this.options.vitals[1] = isIdle
    this.options.save!(state)
    this.savedAt = Date.now()
  }

  /** Goes on from a state in this thread and others. */
  private dealOut(state: SearchState, others: readonly ShardLink[]): void {
    const { scenario, options } = this
    this.others = others
    options.vitals[1] = isIdle
    const parts = resharded(state.parts, this.count)
    const { pace } = this.search.levels
    this.search = searchOf(scenario, options, 0, this.count)
    const { shard, levels } = this.search
    levels.restore(state.levels)
    levels.pace = pace
    const { known } = levels
    for (const [index, other] of others.entries())
      other.begin({ count: this.count, part: parts[index + 1]!, known })
    shard.restore(parts[0]!, known)
  }

  /** Has all threads do what there is to do. */
  private async follow<Result>(course: Course<Result>, onRound?: () => Promise<void>): Promise<Result> {
    const { vitals } = this.options
    let next = course.next()
    while (!next.done) {
      vitals[0]!++
      vitals[1] = -1
      const [own, ...rest] = next.value
      const theirs = rest.map((command, index) => this.others[index]!.obey(command))
      const reply = this.search.shard.obey(own!)
      vitals[1] = isIdle
      const replies = [reply, ...(await Promise.all(theirs))]
      await onRound?.()
      next = course.next(replies)
    }
    return next.value
  }
}
