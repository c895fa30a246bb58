import type { LiveScenario } from '../explore/recording/live-scenario.ts'
import type { PageOrigin } from '../explore/recording/page-origin.ts'
import type { Recording } from '../explore/recording/recording.ts'

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
