import type { Fate, Flight } from '../model/messages.ts'
import type { Painted } from './paint.ts'
import { type Path, pathOf } from './paths.ts'
import { presence, type Scene, xOfTime } from './scene.ts'

/** More than these in view are not drawn one by one. */
const mostDrawn = 12_000
/** Up to so many have heads and marks. */
const mostDetailed = 1_500

const dashes: Readonly<Record<Fate, number[]>> = {
  delivered: [],
  late: [],
  damaged: [],
  lost: [5, 4],
  flying: [1, 3],
}

/** Messages as slanted lines; each fate by its own dash and end, each type by its colour. */
export function paintFlights(context: CanvasRenderingContext2D, scene: Scene): Painted {
  const visible = inView(scene)
  if (visible.length > mostDrawn) return { messages: visible.length, areMessagesDrawn: false }
  const isDetailed = visible.length <= mostDetailed
  const batches = new Map<string, { flight: Flight; alpha: number; paths: Path[] }>()
  const seen = new Set<number>()
  for (const flight of visible) {
    const alpha = scene.cone === null ? 1 : presenceOf(scene, flight)
    if (alpha === 0) continue
    const path = pathOf(scene, flight)
    if (!isDetailed) {
      // Lines that would cover each other are drawn once.
      const place = Math.round(path.x0 / 2) * 4096 + Math.round(path.x2 / 2)
      const key = (place * 64 + flight.from) * 64 + flight.to
      if (seen.has(key) && flight.fate === 'delivered') continue
      seen.add(key)
    }
    const key = `${flight.message.type} ${flight.fate} ${flight.duplicated} ${alpha}`
    const batch = batches.get(key)
    if (batch) batch.paths.push(path)
    else batches.set(key, { flight, alpha, paths: [path] })
  }
  context.lineCap = 'round'
  for (const { flight, alpha, paths } of batches.values()) {
    context.globalAlpha = alpha * (isDetailed ? 0.9 : Math.max(0.12, (0.5 * mostDetailed) / visible.length))
    paintBatch(context, scene, flight, paths, isDetailed)
  }
  context.globalAlpha = 1
  context.setLineDash([])
  return { messages: visible.length, areMessagesDrawn: true }
}

function inView({ run, hiddenTypes, view, axis }: Scene): Flight[] {
  const found = run.flightIndex.between(axis.timeAt(view.from), axis.timeAt(view.to) + 1)
  return hiddenTypes.size === 0 ? found : found.filter(({ message }) => !hiddenTypes.has(message.type))
}

function presenceOf(scene: Scene, { origin, end }: Flight): number {
  return Math.min(presence(scene, origin), end < 0 ? 1 : presence(scene, end))
}

function paintBatch(
  context: CanvasRenderingContext2D,
  scene: Scene,
  { message, fate, duplicated }: Flight,
  paths: readonly Path[],
  isDetailed: boolean,
): void {
  const { colours } = scene
  const colour = scene.typeColours.get(message.type) ?? colours.muted
  context.strokeStyle = colour
  context.fillStyle = colour
  context.lineWidth = isDetailed ? 1.4 : 1
  context.setLineDash(duplicated && fate === 'delivered' ? [9, 3, 2, 3] : dashes[fate])
  context.beginPath()
  for (const path of paths) {
    if (fate === 'damaged' && isDetailed) zigzag(context, path)
    else {
      context.moveTo(path.x0, path.y0)
      context.lineTo(path.x1, path.y1)
    }
  }
  context.stroke()
  const waiting = paths.filter(({ x1, x2 }) => x2 - x1 > 1)
  if (waiting.length > 0) {
    context.setLineDash([1.5, 3])
    context.beginPath()
    for (const { x1, y0, y1, x2 } of waiting) {
      const door = y1 + (y0 < y1 ? -5 : 5)
      context.moveTo(x1, door)
      context.lineTo(x2, door)
      context.lineTo(x2, y1)
    }
    context.stroke()
  }
  context.setLineDash([])
  if (fate === 'lost') crosses(context, paths, isDetailed ? 3.5 : 2, colours.bad)
  else if (isDetailed) for (const path of paths) head(context, path, fate, duplicated, colours.surface)
}

/** A line that shakes: the message is damaged. */
function zigzag(context: CanvasRenderingContext2D, { x0, y0, x1, y1 }: Path): void {
  const length = Math.hypot(x1 - x0, y1 - y0)
  const [across, down] = [(x1 - x0) / (length || 1), (y1 - y0) / (length || 1)]
  context.moveTo(x0, y0)
  for (let at = 6, side = 1; at < length - 6; at += 6, side = -side)
    context.lineTo(x0 + across * at - down * 3 * side, y0 + down * at + across * 3 * side)
  context.lineTo(x1, y1)
}

function crosses(
  context: CanvasRenderingContext2D,
  paths: readonly Path[],
  size: number,
  colour: string,
): void {
  context.strokeStyle = colour
  context.lineWidth = 1.6
  context.beginPath()
  for (const { x1: x, y1: y } of paths) {
    context.moveTo(x - size, y - size)
    context.lineTo(x + size, y + size)
    context.moveTo(x - size, y + size)
    context.lineTo(x + size, y - size)
  }
  context.stroke()
}

/** A filled arrow where it arrives; a ring for a copy, a square for what waited, an open ring for what still flies. */
function head(
  context: CanvasRenderingContext2D,
  { x0, y0, x1, y1, x2 }: Path,
  fate: Fate,
  duplicated: boolean,
  surface: string,
): void {
  const length = Math.hypot(x1 - x0, y1 - y0)
  if (fate !== 'flying' && length < 14) return
  context.lineWidth = 1.4
  context.beginPath()
  if (fate === 'flying') {
    context.arc(x1, y1, 3, 0, 2 * Math.PI)
    context.stroke()
    return
  }
  if (x2 - x1 > 1) {
    context.rect(x1 - 2.5, y1 + (y0 < y1 ? -7.5 : 2.5), 5, 5)
    context.fill()
    return
  }
  const [across, down] = [(x1 - x0) / length, (y1 - y0) / length]
  const [tipX, tipY] = [x1 - across * 5, y1 - down * 5]
  if (duplicated) {
    context.arc(tipX, tipY, 3, 0, 2 * Math.PI)
    context.fillStyle = surface
    context.fill()
    context.stroke()
    context.fillStyle = context.strokeStyle
    return
  }
  context.moveTo(tipX, tipY)
  context.lineTo(tipX - across * 7 - down * 3, tipY - down * 7 + across * 3)
  context.lineTo(tipX - across * 7 + down * 3, tipY - down * 7 - across * 3)
  context.closePath()
  context.fill()
}

/** Flights that are in the air at a time, and how far each has come; for those that are shown moving. */
export function airborne(scene: Scene, time: number): { flight: Flight; x: number; y: number }[] {
  const x = xOfTime(scene, time)
  return scene.run.flightIndex
    .at(time)
    .filter(({ message }) => !scene.hiddenTypes.has(message.type))
    .map((flight) => {
      const { x0, y0, x1, y1 } = pathOf(scene, flight)
      const share = x1 - x0 < 0.01 ? 1 : Math.max(0, Math.min(1, (x - x0) / (x1 - x0)))
      return { flight, x, y: y0 + (y1 - y0) * share }
    })
}
