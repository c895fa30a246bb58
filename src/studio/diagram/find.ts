import type { Flight } from '../model/messages.ts'
import { pathOf } from './paths.ts'
import { presence, type Scene, xOfEntry } from './scene.ts'

/** What lies under a pointer: an event, or a message on its way. */
export type Found =
  | { readonly type: 'event'; readonly entry: number }
  | { readonly type: 'flight'; readonly flight: Flight }

const reach = 9

/** The nearest event, or else the nearest message, within reach of a point of the picture, px. */
export function findAt(scene: Scene, x: number, y: number): Found | null {
  const entry = nearestEvent(scene, x, y)
  if (entry !== null) return { type: 'event', entry }
  const flight = nearestFlight(scene, x, y)
  return flight === null ? null : { type: 'flight', flight }
}

function nearestEvent(scene: Scene, x: number, y: number): number | null {
  const { run, lanes, axis, view, width } = scene
  const { timeline } = run
  const margin = ((view.to - view.from) / width) * reach
  const position = view.from + (x / width) * (view.to - view.from)
  let best: number | null = null
  let distance = reach
  for (let entry = axis.entryAt(position - margin); entry < timeline.length; entry++) {
    const away = xOfEntry(scene, entry) - x
    if (away > reach) break
    const node = timeline.nodeOf[entry]!
    const kind = timeline.kind(entry)
    const isWide = kind === 'violation'
    const isAbove = kind === 'fault' && y < 44
    if (presence(scene, entry) === 0 || (node < 0 && !isWide && !isAbove)) continue
    if (kind === 'lost' || kind === 'held' || kind === 'duplicate') continue
    const down = isAbove || (isWide && y < 44) ? 0 : lanes.y[node]! - y
    const far = Math.hypot(away, down)
    if (far < distance || (far === distance && kind === 'deliver')) {
      distance = far
      best = entry
    }
  }
  return best
}

function nearestFlight(scene: Scene, x: number, y: number): Flight | null {
  let best: Flight | null = null
  let distance = 6
  const { axis, view, run } = scene
  for (const flight of run.flightIndex.between(axis.timeAt(view.from), axis.timeAt(view.to) + 1)) {
    if (scene.hiddenTypes.has(flight.message.type)) continue
    const { x0, y0, x1, y1 } = pathOf(scene, flight)
    if (x < Math.min(x0, x1) - 6 || x > Math.max(x0, x1) + 6) continue
    const far = distanceTo(x, y, x0, y0, x1, y1)
    if (far < distance) {
      distance = far
      best = flight
    }
  }
  return best
}

function distanceTo(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [across, down] = [x1 - x0, y1 - y0]
  const squared = across * across + down * down
  const share = squared === 0 ? 0 : Math.max(0, Math.min(1, ((x - x0) * across + (y - y0) * down) / squared))
  return Math.hypot(x - x0 - share * across, y - y0 - share * down)
}
