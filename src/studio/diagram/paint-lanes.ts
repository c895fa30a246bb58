import type { Mark } from '../model/marks.ts'
import type { Colours } from './colours.ts'
import { type Scene, xOf, xOfTime } from './scene.ts'

/** A line for each node; where its role is known, coloured by it and by the term in which it has it. */
export function paintLanes(context: CanvasRenderingContext2D, scene: Scene): void {
  const { run, lanes, colours, width, axis, marks } = scene
  const [start, end] = [Math.max(0, xOf(scene, 0)), Math.min(width, xOf(scene, axis.end))]
  for (const [node, y] of lanes.y.entries()) {
    context.strokeStyle = colours.line
    context.lineWidth = run.recording.nodes[node]!.client ? 1 : 2
    context.beginPath()
    context.moveTo(start, y)
    context.lineTo(end, y)
    context.stroke()
    if (marks !== null) paintMarks(context, scene, marks[node]!, y)
  }
}

function paintMarks(
  context: CanvasRenderingContext2D,
  scene: Scene,
  marks: readonly Mark[],
  y: number,
): void {
  const { colours, width, run } = scene
  for (const [index, mark] of marks.entries()) {
    const from = Math.max(0, xOfTime(scene, mark.from))
    const to = Math.min(width, xOfTime(scene, marks[index + 1]?.from ?? run.timeline.end))
    if (to <= 0 || from >= width || to - from < 0.5) continue
    const colour = epochColour(colours, mark.colour === undefined ? mark.epoch : String(mark.colour))
    context.globalAlpha = mark.strong ? 0.95 : mark.epoch === '' && mark.colour === undefined ? 0.2 : 0.45
    context.fillStyle = colour
    const thickness = mark.strong ? 8 : 4
    context.fillRect(from, y - thickness / 2, to - from, thickness)
    context.globalAlpha = 1
    const label = mark.epoch === '' ? mark.role : `${mark.role} · ${mark.epoch}`
    if (to - from < label.length * colours.letters * 0.56 + 14) continue
    context.fillStyle = mark.strong ? colours.ink : colours.muted
    context.textAlign = 'left'
    context.fillText(label, from + 4, y - thickness / 2 - 8)
  }
}

/** Neighbouring epochs differ in colour; the same epoch has the same everywhere. */
function epochColour({ epochs, muted }: Colours, epoch: string): string {
  const number = Number.parseInt(epoch, 10)
  return Number.isNaN(number) ? muted : epochs[number % epochs.length]!
}
