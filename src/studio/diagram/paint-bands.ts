import type { Band } from '../model/bands.ts'
import { type Scene, xOfTime } from './scene.ts'

/** What is wrong, and for how long: blocks on the lanes of nodes, bars above them for links and partitions. */
export function paintBands(context: CanvasRenderingContext2D, scene: Scene): void {
  const rows: number[] = []
  for (const band of scene.run.bands) {
    const [from, to] = [xOfTime(scene, band.from), xOfTime(scene, band.to)]
    if (to < 0 || from > scene.width) continue
    if (band.kind === 'cut') paintCut(context, scene, band, from, to)
    else for (const node of band.nodes) paintBlock(context, scene, band, node, from, to)
    if (band.kind === 'cut' || band.kind === 'link') paintBar(context, scene, band, from, to, rows)
  }
}

/** Crashed is cross-hatched, paused is upright stripes, all else a frame: told apart without colour. */
function paintBlock(
  context: CanvasRenderingContext2D,
  { lanes, colours, width }: Scene,
  { kind, label, nodes }: Band,
  node: number,
  from: number,
  to: number,
): void {
  if (kind === 'link') return
  const height = Math.min(lanes.pitch * 0.72, 40)
  const top = lanes.y[node]! - height / 2
  const [left, right] = [Math.max(-4, from), Math.min(width + 4, to)]
  context.save()
  context.beginPath()
  context.rect(left, top, Math.max(1.5, right - left), height)
  context.fillStyle = colours.band
  context.fill()
  context.clip()
  context.strokeStyle = colours.muted
  context.globalAlpha = kind === 'down' || kind === 'paused' ? 0.45 : 0.2
  context.lineWidth = 1
  context.beginPath()
  const gap = kind === 'paused' ? 6 : 8
  const slant = kind === 'paused' ? 0 : height
  if (kind === 'down' || kind === 'paused')
    for (let x = Math.floor((left - slant) / gap) * gap; x < right; x += gap) {
      context.moveTo(x, top + height)
      context.lineTo(x + slant, top)
    }
  context.stroke()
  context.restore()
  if (right - left < 44 || nodes.length > 1) return
  context.fillStyle = colours.ink
  context.textAlign = 'left'
  const text = kind === 'down' ? 'down' : kind === 'paused' ? 'paused' : label
  const start = Math.max(4, left + 5)
  if (right - start < 30) return
  context.save()
  context.beginPath()
  context.rect(left, top, right - left - 3, height)
  context.clip()
  context.fillText(text, start, top + height - 7)
  context.restore()
}

/** The sides of a partition: lanes are tinted by side, and a dashed line runs between neighbours that are cut. */
function paintCut(
  context: CanvasRenderingContext2D,
  { lanes, colours, width }: Scene,
  { sides = new Map() }: Band,
  from: number,
  to: number,
): void {
  const [left, right] = [Math.max(0, from), Math.min(width, to)]
  const tints = [colours.types[0]!, colours.types[1]!, colours.types[4]!, colours.types[3]!]
  for (const [node, side] of sides) {
    context.globalAlpha = 0.09
    context.fillStyle = tints[side % tints.length]!
    context.fillRect(left, lanes.y[node]! - lanes.pitch / 2, right - left, lanes.pitch)
  }
  context.globalAlpha = 1
  context.strokeStyle = colours.cut
  context.lineWidth = right - left < 40 ? 0.75 : 1.25
  context.setLineDash([6, 4])
  context.beginPath()
  for (const [place, node] of lanes.order.entries()) {
    const next = lanes.order[place + 1]
    const [side, other] = [sides.get(node), sides.get(next ?? -1)]
    if (next === undefined || side === undefined || other === undefined || side === other) continue
    const y = lanes.y[node]! + lanes.pitch / 2
    context.moveTo(left, y)
    context.lineTo(right, y)
  }
  for (const x of [from, to]) {
    context.moveTo(x, 34)
    context.lineTo(x, lanes.height - 8)
  }
  context.stroke()
  context.setLineDash([])
}

/** A bar with its name above the lanes, in the first of two rows that is free. */
function paintBar(
  context: CanvasRenderingContext2D,
  { colours, width }: Scene,
  { kind, label }: Band,
  from: number,
  to: number,
  rows: number[],
): void {
  const row = (rows[0] ?? -1) <= from ? 0 : 1
  rows[row] = Math.max(rows[row] ?? 0, to)
  const [left, right] = [Math.max(0, from), Math.min(width, to)]
  const top = 18 + row * 11
  context.fillStyle = kind === 'cut' ? colours.cut : colours.muted
  context.globalAlpha = 0.85
  context.fillRect(left, top, Math.max(2, right - left), 2)
  context.globalAlpha = 1
  if (right - left < 50) return
  context.save()
  context.beginPath()
  context.rect(left, top, right - left, 14)
  context.clip()
  context.textAlign = 'left'
  context.font = `${colours.letters - 1}px system-ui, sans-serif`
  context.fillText(kind === 'cut' ? `✂ ${label}` : label, left + 3, top + 7)
  context.restore()
}
