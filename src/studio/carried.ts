import type { LiveScenario } from '../explore/recording/live-scenario.ts'
import type { Recording } from '../explore/recording/recording.ts'
import type { Plan } from '../simulation/plan.ts'

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

/** A line of the story of a failure, and the entry that it tells of. */
export interface StoryLine {
  readonly entry: number
  readonly text: string
}

export interface Carried {
  readonly origin: PageOrigin
  readonly recording: Recording
  /** `null` in a page without the scenario's code. */
  readonly live: LiveScenario | null
}

declare global {
  /** Set by the module that carries the scenario's code and the engine. */
  var lightconeLive: LiveScenario | undefined
}

/** What the page was written with. @throws Error when a part is missing or broken. */
export async function readCarried(): Promise<Carried> {
  const origin = JSON.parse(textOf('lightcone-origin')) as PageOrigin
  const recording = JSON.parse(await unpacked(textOf('lightcone-recording'))) as Recording
  return { origin, recording, live: globalThis.lightconeLive ?? null }
}

function textOf(id: string): string {
  const text = document.getElementById(id)?.textContent
  if (!text) throw new Error(`Expected the page to carry ${id}, but it is missing; was the file cut off?`)
  return text
}

/** Gzipped text in base 64. */
async function unpacked(base64: string): Promise<string> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place)
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}
