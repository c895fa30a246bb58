import { isOfNode, type Timeline } from './timeline.ts'

/** Where an entry stands towards the chosen one (Lamport 1978: what happened before it, and after). */
export const towards = { outside: 0, past: 1, chosen: 2, future: 3 } as const

/**
 * For every entry, whether it lies in the past or the future light cone of the chosen one: reached by going along a
 * node's own events and from the sending of a message to its arrival.
 */
export function coneOf(timeline: Timeline, chosen: number): Uint8Array {
  const cone = new Uint8Array(timeline.length)
  const before = predecessors(timeline)
  const past = [chosen]
  while (past.length > 0) {
    const entry = past.pop()!
    if (cone[entry] !== towards.outside) continue
    cone[entry] = towards.past
    for (const earlier of [before[entry]!, timeline.causeOf[entry]!])
      if (earlier >= 0 && cone[earlier] === towards.outside) past.push(earlier)
  }
  cone[chosen] = towards.chosen
  for (let entry = chosen + 1; entry < timeline.length; entry++)
    if (isReached(cone[before[entry]!]) || isReached(cone[timeline.causeOf[entry]!]))
      cone[entry] = towards.future
  return cone
}

function isReached(place: number | undefined): boolean {
  return place === towards.chosen || place === towards.future
}

const known = new WeakMap<Timeline, Int32Array>()

/** The entry before each at its own node; −1 for the first, and for what no node goes through. */
function predecessors(timeline: Timeline): Int32Array {
  const found = known.get(timeline)
  if (found) return found
  const before = new Int32Array(timeline.length).fill(-1)
  const last = new Int32Array(timeline.recording.nodes.length).fill(-1)
  for (let entry = 0; entry < timeline.length; entry++) {
    const node = timeline.nodeOf[entry]!
    if (node < 0 || !isOfNode(timeline.kind(entry))) continue
    before[entry] = last[node]!
    last[node] = entry
  }
  known.set(timeline, before)
  return before
}
