import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Recording } from '../explore/recording/recording.ts'
import { UsageError } from '../kernel/errors.ts'
import type { Plan } from '../simulation/plan.ts'

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

/** One HTML file that needs nothing besides itself: the page, the recording, and if there is any, the code. */
export function reportPage(recording: Recording, origin: PageOrigin, code: string | null): string {
  const packed = gzipSync(JSON.stringify(recording)).toString('base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="lightcone ${origin.engine}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${asText(recording.title)}</title>
<style>${studioFile('page.css')}</style>
</head>
<body>
<div id="page"><noscript>This page draws a run of a simulated system, and needs JavaScript for it.</noscript></div>
<script type="application/json" id="lightcone-origin">${asData(JSON.stringify(origin))}</script>
<script type="application/gzip" id="lightcone-recording">${packed}</script>
${code === null ? '' : `<script type="module">${asScript(code)}</script>`}
<script type="module">${asScript(studioFile('page.js'))}</script>
</body>
</html>
`
}

/** @throws UsageError when the page has not been built. */
function studioFile(name: string): string {
  const places = [`../studio/${name}`, `../../dist/studio/${name}`].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  )
  const found = places.find((place) => existsSync(place))
  if (found === undefined)
    throw new UsageError(`Expected the page to be built, but there is no ${places[0]}; run: npm run build`)
  return readFileSync(found, 'utf8')
}

function asText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** JSON in which nothing looks like a tag. */
function asData(json: string): string {
  return json.replaceAll('<', '\\u003c')
}

/** Code that no HTML parser takes for the end of a script, or for the start of a comment in one (HTML, §4.12.1.3). */
function asScript(code: string): string {
  return code.replace(/<(?=\/script|script)/gi, '\\x3c').replaceAll('<!--', '\\x3c!--')
}
