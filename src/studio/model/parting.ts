import type { Timeline } from './timeline.ts'

/** The first entry that two runs do not have in common, by its index in both; `null` when they are the same run. */
export function partingOf(a: Timeline, b: Timeline): number | null {
  const most = Math.min(a.length, b.length)
  for (let entry = 0; entry < most; entry++)
    if (
      a.times[entry] !== b.times[entry] ||
      a.kindOf[entry] !== b.kindOf[entry] ||
      a.nodeOf[entry] !== b.nodeOf[entry] ||
      a.peerOf[entry] !== b.peerOf[entry] ||
      JSON.stringify(a.detail(entry)) !== JSON.stringify(b.detail(entry))
    )
      return entry
  return a.length === b.length ? null : most
}
