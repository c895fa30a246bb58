import type { EventKind } from '../trace/journal.ts'
import { isOfNode, type Timeline } from './model/timeline.ts'

/** What one can go from one to the next of. */
export type Stop = 'event' | 'same node' | 'fault' | 'violation'

const faults: ReadonlySet<EventKind> = new Set(['fault', 'fault-end', 'heal', 'crash'])

/** The next entry of a kind after the cursor, or before it; the cursor itself when there is none. */
export function nextStop(timeline: Timeline, cursor: number, stop: Stop, direction: 1 | -1): number {
  const node = timeline.nodeOf[cursor]!
  const isStop = (entry: number): boolean => {
    const kind = timeline.kind(entry)
    if (stop === 'fault') return faults.has(kind)
    if (stop === 'violation') return kind === 'violation'
    if (stop === 'same node') return timeline.nodeOf[entry] === node && isOfNode(kind)
    return true
  }
  for (let entry = cursor + direction; entry >= 0 && entry < timeline.length; entry += direction)
    if (isStop(entry)) return entry
  return cursor
}
