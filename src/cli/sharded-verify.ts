import { setImmediate } from 'node:timers/promises'
import type { Course, SavedLevels, VerifyProgress } from '../explore/verify/levels.ts'
import { resharded, type ShardPart } from '../explore/verify/shard-part.ts'
import {
  type ShardedSearch,
  searchOf,
  type Verification,
  type VerifyOptions,
} from '../explore/verify/verify.ts'
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
  readonly progress: (progress: VerifyProgress) => void
  readonly stop: () => 'time' | 'stopped' | null
}

/** How many states a search has visited when others are called: it ends sooner than they would have loaded, or not. */
const worthSharing = 100_000

/** A search in breadth that begins in this thread, and is shared with others once it is large. */
export class ShardedVerify {
  private readonly scenario: Scenario
  private readonly options: ShardedOptions
  private search: ShardedSearch
  /** The other threads that take part. */
  private others: readonly ShardLink[] = []
  private hasCalled = false

  constructor(scenario: Scenario, options: ShardedOptions) {
    this.scenario = scenario
    this.options = options
    this.search = searchOf(scenario, options)
  }

  async run(): Promise<Verification> {
    this.search.shard.begin()
    while (!(await this.goOn())) await this.share()
    const { levels, conclude } = this.search
    return conclude(await this.follow(levels.findings(this.count)))
  }

  private get count(): number {
    return 1 + this.others.length
  }

  /** Searches until all is over, or it is time for something else. */
  private goOn(): Promise<boolean> {
    const { levels } = this.search
    const { progress, stop, links, startOthers } = this.options
    return this.follow(levels.rounds(this.count), async () => {
      progress(levels.progress)
      const reason = stop()
      if (reason !== null) levels.stop(reason)
      if (this.others.length === links.length || levels.states < worthSharing) return
      if (!this.hasCalled) startOthers()
      this.hasCalled = true
      // Lets in what they say.
      await setImmediate()
      if (links.every(({ isReady }) => isReady)) levels.pause()
    })
  }

  /** Deals out what was found to all threads. */
  private async share(): Promise<void> {
    const { scenario, options } = this
    const { levels } = this.search
    const state: SearchState = { parts: await this.follow(levels.parts(this.count)), levels: levels.save() }
    this.others = options.links
    const parts = resharded(state.parts, this.count)
    this.search = searchOf(scenario, options, 0, this.count)
    const { shard, levels: shared } = this.search
    shared.restore(state.levels)
    const { known } = shared
    for (const [index, other] of this.others.entries())
      other.begin({ count: this.count, part: parts[index + 1]!, known })
    shard.restore(parts[0]!, known)
  }

  /** Has all threads do what there is to do. */
  private async follow<Result>(course: Course<Result>, onRound?: () => Promise<void>): Promise<Result> {
    const { vitals } = this.options
    let next = course.next()
    while (!next.done) {
      const [own, ...rest] = next.value
      const theirs = rest.map((command, index) => this.others[index]!.obey(command))
      const reply = this.search.shard.obey(own!)
      vitals[1] = isIdle
      const replies = [reply, ...(await Promise.all(theirs))]
      vitals[0]!++
      vitals[1] = -1
      await onRound?.()
      next = course.next(replies)
    }
    return next.value
  }
}
