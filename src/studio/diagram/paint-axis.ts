import { type Scene, xOf } from './scene.ts'
import { ticksOf } from './ticks.ts'

/** Room for a tick's label, px. */
const tickRoom = 96

/** The times above the lanes, and a thin line down from each. */
export function paintAxis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { axis, view, width, lanes, colours } = scene
  context.textAlign = 'left'
  for (const { at, label } of ticksOf(axis, view, Math.max(2, width / tickRoom))) {
    const x = Math.round(xOf(scene, at)) + 0.5
    context.strokeStyle = colours.line
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x, 4)
    context.lineTo(x, lanes.height)
    context.stroke()
    context.fillStyle = colours.muted
    if (x < width - 8 * label.length) context.fillText(label, x + 4, 9)
  }
}
