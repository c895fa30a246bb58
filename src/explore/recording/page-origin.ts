import type { Plan } from '../../simulation/plan.ts'

/** A line of the story of a failure, and the entry of the journal that it tells of. */
export interface StoryLine {
  readonly entry: number
  readonly text: string
}

/** A failure as it is told: shrunk, in a script and a story. */
export interface ToldFailure {
  /** The plan that is told of; `null` when it is the page's own. */
  readonly plan: Plan | null
  readonly script: readonly string[]
  /** Whether nothing more could be taken from it; else it was shrunk for some seconds only. */
  readonly minimal: boolean
  /** The parts without which the property holds, by the numbers of the script: `fault#2`. */
  readonly necessary: readonly string[]
  readonly story: readonly StoryLine[]
}

/** What the page says of where it comes from. */
export interface PageOrigin {
  /** The version of lightcone that wrote it. */
  readonly engine: string
  /** The scenario's name, as `lightcone list` prints it. */
  readonly scenario: string
  /** Lines to paste that show the same run. */
  readonly commands: readonly string[]
  /** Why the page carries no code; `null` when it does. */
  readonly notLive: string | null
  /** What went wrong, if anything did. */
  readonly told: ToldFailure | null
}
