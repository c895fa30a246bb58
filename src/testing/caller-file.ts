import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ownFolder = fileURLToPath(new URL('..', import.meta.url))

/** The file from which lightcone's test functions were called, as the stack tells it: that of the test, most often. */
export function callerFile(): string | undefined {
  const places = (new Error('where').stack ?? '').matchAll(
    /(?:\(|at )((?:file:\/\/)?[^\s()]+?):\d+:\d+\)?$/gm,
  )
  for (const [, place] of places) {
    const path = place!.startsWith('file:') ? fileURLToPath(place!) : place!
    if (!path.startsWith(ownFolder) && !path.includes('node_modules') && existsSync(path)) return path
  }
  return undefined
}
