import type { Flight } from '../model/messages.ts'
import type { Timeline } from '../model/timeline.ts'
import { type Scene, xOf, xOfEntry, xOfTime } from './scene.ts'

/** Where a copy of a message is drawn, px. */
export interface Path {
  readonly x0: number
  readonly y0: number
  /** Where it reaches its receiver, or where it is lost. */
  readonly x1: number
  readonly y1: number
  /** Until when it waits at its receiver's door; `x1` when it does not. */
  readonly x2: number
}

/** How far a message gets that is lost as it is sent. */
const stub = 0.45

/** How long messages usually take, µs; what a lost one would have taken nobody knows. */
const usual = new WeakMap<Timeline, number>()

export function pathOf(scene: Scene, flight: Flight): Path {
  const { lanes, run, axis } = scene
  const { from, to, sentAt, due, endedAt, origin, end, fate } = flight
  const isOrigin = origin >= 0 && run.timeline.times[origin] === sentAt
  const x0 = isOrigin ? xOfEntry(scene, origin) : xOfTime(scene, sentAt)
  const [y0, target] = [lanes.y[from]!, lanes.y[to]!]
  const bulge = from === to ? -lanes.pitch * 0.3 : 0
  if (fate === 'lost' && endedAt <= sentAt) {
    const x1 = xOfTime(scene, sentAt + stub * usualLatency(run.timeline, run.flights))
    const atLeast = axis.kind === 'order' ? 6 : 0
    return { x0, y0, x1: Math.max(x1, x0 + atLeast), y1: y0 + (target - y0) * stub + bulge, x2: x1 }
  }
  if (fate === 'flying' || endedAt < due) {
    const done = Math.min(1, (endedAt - sentAt) / Math.max(1, due - sentAt))
    const x1 = xOfTime(scene, endedAt)
    return { x0, y0, x1, y1: y0 + (target - y0) * done + bulge, x2: x1 }
  }
  const x2 = end >= 0 ? xOfEntry(scene, end) : xOf(scene, axis.end)
  const x1 = due < endedAt ? xOfTime(scene, due) : x2
  return { x0, y0, x1: Math.min(x1, x2), y1: target + bulge, x2 }
}

function usualLatency(timeline: Timeline, flights: readonly Flight[]): number {
  const known = usual.get(timeline)
  if (known !== undefined) return known
  const latencies = flights
    .filter(({ fate }) => fate === 'delivered')
    .map(({ due, sentAt }) => due - sentAt)
    .sort((a, b) => a - b)
  const median = latencies[latencies.length >> 1] ?? timeline.end / 50
  usual.set(timeline, median)
  return median
}
