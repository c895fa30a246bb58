import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { PageOrigin } from '../explore/recording/page-origin.ts'
import type { Recording } from '../explore/recording/recording.ts'
import { UsageError } from '../kernel/errors.ts'

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
