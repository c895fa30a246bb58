import type { Fault } from '../../faults/fault.ts'
import type { EventKind } from '../../trace/journal.ts'
import { headroom } from './lanes.ts'
import { presence, type Scene, xOfEntry } from './scene.ts'

const radius = 3

/** What happens at the nodes: a mark for each kind, told apart by shape. */
export function paintEvents(context: CanvasRenderingContext2D, scene: Scene): void {
  const { run, lanes } = scene
  const { timeline } = run
  const drawn = new Int32Array(run.recording.nodes.length * timeline.kinds.length).fill(-1)
  for (const entry of inView(scene)) {
    const kind = timeline.kind(entry)
    const node = timeline.nodeOf[entry]!
    if (node < 0 || isOfNetwork(kind) || landmarks.has(kind)) continue
    const alpha = presence(scene, entry)
    const x = xOfEntry(scene, entry)
    const column = node * timeline.kinds.length + timeline.kindOf[entry]!
    if (alpha === 0 || drawn[column] === Math.round(x)) continue
    drawn[column] = Math.round(x)
    context.globalAlpha = alpha
    paintMark(context, scene, kind, x, lanes.y[node]!)
  }
  context.globalAlpha = 1
  paintLandmarks(context, scene)
}

const landmarks: ReadonlySet<EventKind> = new Set(['crash', 'boot', 'fault', 'violation'])

/** What is worth seeing from afar. */
export function paintLandmarks(context: CanvasRenderingContext2D, scene: Scene): void {
  const { run, lanes } = scene
  const { timeline } = run
  let lastFault = Number.NEGATIVE_INFINITY
  const latest = new Map<number, number>()
  for (const entry of inView(scene)) {
    const kind = timeline.kind(entry)
    if (!landmarks.has(kind)) continue
    const x = xOfEntry(scene, entry)
    const node = timeline.nodeOf[entry]!
    context.globalAlpha = presence(scene, entry)
    if (kind === 'violation') paintViolation(context, scene, x, node)
    else if (kind !== 'fault') {
      const place = node * 2 + (kind === 'boot' ? 1 : 0)
      if (x - (latest.get(place) ?? Number.NEGATIVE_INFINITY) < 4) continue
      latest.set(place, x)
      paintMark(context, scene, kind, x, lanes.y[node]!)
    } else if (x - lastFault > 1.5) {
      lastFault = x
      paintFault(context, scene, x, timeline.detail(entry) as Fault)
    }
  }
  context.globalAlpha = 1
}

function* inView(scene: Scene): Generator<number> {
  const { axis, view, width, run } = scene
  const margin = ((view.to - view.from) / width) * 12
  const { length } = run.timeline
  for (let entry = axis.firstFrom(view.from - margin); entry < length; entry++) {
    if (axis.ofEntry(entry) > view.to + margin) return
    yield entry
  }
}

function isOfNetwork(kind: EventKind): boolean {
  return kind === 'lost' || kind === 'held' || kind === 'duplicate' || kind === 'return' || kind === 'invoke'
}

function paintMark(
  context: CanvasRenderingContext2D,
  { colours }: Scene,
  kind: EventKind,
  x: number,
  y: number,
): void {
  context.strokeStyle = colours.ink
  context.fillStyle = colours.ink
  context.lineWidth = 1.3
  context.beginPath()
  switch (kind) {
    case 'boot':
      context.arc(x, y, radius + 2, 0, 2 * Math.PI)
      context.fillStyle = colours.surface
      context.fill()
      context.stroke()
      break
    case 'crash':
      context.strokeStyle = colours.bad
      context.lineWidth = 2.5
      cross(context, x, y, radius + 3)
      context.stroke()
      break
    case 'timeout':
      context.moveTo(x, y - radius - 2)
      context.lineTo(x + radius + 1, y)
      context.lineTo(x, y + radius + 2)
      context.lineTo(x - radius - 1, y)
      context.closePath()
      context.fillStyle = colours.surface
      context.fill()
      context.stroke()
      break
    case 'synced':
      context.rect(x - radius, y - radius, 2 * radius, 2 * radius)
      context.fillStyle = colours.surface
      context.fill()
      context.stroke()
      break
    case 'note':
      context.moveTo(x, y - 3)
      context.lineTo(x, y - 13)
      context.lineTo(x + 7, y - 10.5)
      context.lineTo(x, y - 8)
      context.stroke()
      context.fillStyle = colours.accent
      context.fill()
      break
    default:
      context.arc(x, y, radius - 0.5, 0, 2 * Math.PI)
      context.fill()
  }
}

function cross(context: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  context.moveTo(x - size, y - size)
  context.lineTo(x + size, y + size)
  context.moveTo(x - size, y + size)
  context.lineTo(x + size, y - size)
}

/** A wedge above the lanes, with a thread to the node that it strikes; a clock that is set has its hands there. */
function paintFault(
  context: CanvasRenderingContext2D,
  { run, lanes, colours }: Scene,
  x: number,
  fault: Fault,
): void {
  context.fillStyle = colours.cut
  context.beginPath()
  context.moveTo(x - 4, headroom - 12)
  context.lineTo(x + 4, headroom - 12)
  context.lineTo(x, headroom - 5)
  context.closePath()
  context.fill()
  if (!('node' in fault)) return
  const y = lanes.y[run.recording.nodes.findIndex(({ id }) => id === fault.node)]!
  context.strokeStyle = colours.cut
  context.lineWidth = 1
  context.setLineDash([1, 3])
  context.beginPath()
  context.moveTo(x, headroom - 4)
  context.lineTo(x, y)
  context.stroke()
  context.setLineDash([])
  if (fault.type !== 'clockJump') return
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(x, y, 7, 0, 2 * Math.PI)
  context.fillStyle = colours.surface
  context.fill()
  context.moveTo(x, y - 4)
  context.lineTo(x, y)
  context.lineTo(x + (fault.by < 0 ? -4 : 4), y)
  context.stroke()
}

function paintViolation(
  context: CanvasRenderingContext2D,
  { lanes, colours }: Scene,
  x: number,
  node: number,
): void {
  context.strokeStyle = colours.bad
  context.lineWidth = 1.5
  context.beginPath()
  context.moveTo(x, 16)
  context.lineTo(x, lanes.height)
  context.stroke()
  if (node < 0) return
  const y = lanes.y[node]!
  context.beginPath()
  context.arc(x, y, 10, 0, 2 * Math.PI)
  context.fillStyle = colours.surface
  context.fill()
  context.stroke()
  context.lineWidth = 3
  context.beginPath()
  cross(context, x, y, 4.5)
  context.stroke()
}
