import { describeOperation } from '../model/operations.ts'
import { presence, type Scene, xOfEntry, xOfTime } from './scene.ts'

/** What clients ask for, as bars from invocation to return; one that never returns has an open, ragged end. */
export function paintOperations(context: CanvasRenderingContext2D, scene: Scene): void {
  const { run, lanes, colours, width, cone } = scene
  const height = Math.min(16, lanes.pitch * 0.5)
  context.textAlign = 'left'
  for (const { operation, node, to, invoked, returned } of run.operations) {
    const left = xOfEntry(scene, invoked)
    const right = Math.max(left + 2, returned < 0 ? xOfTime(scene, to) : xOfEntry(scene, returned))
    if (right < 0 || left > width) continue
    const alpha = cone === null ? 1 : Math.max(presence(scene, invoked), presence(scene, returned))
    const top = lanes.y[node]! - height / 2
    const isOk = operation.outcome === 'ok'
    context.globalAlpha = alpha
    context.fillStyle = colours.surface
    context.strokeStyle = isOk ? colours.good : operation.outcome === 'failed' ? colours.bad : colours.muted
    context.lineWidth = 1.25
    context.setLineDash(isOk ? [] : [3, 3])
    context.beginPath()
    if (returned >= 0) context.roundRect(left, top, right - left, height, Math.min(5, height / 2))
    else {
      context.moveTo(right, top)
      context.lineTo(left, top)
      context.lineTo(left, top + height)
      context.lineTo(right, top + height)
    }
    context.fill()
    context.stroke()
    context.setLineDash([])
    const [from, to_] = [Math.max(2, left + 5), Math.min(width, right) - 4]
    if (to_ - from > 36 && height >= 12) {
      context.save()
      context.beginPath()
      context.rect(from - 2, top, to_ - from, height)
      context.clip()
      context.fillStyle = colours.ink
      context.font = `${colours.letters - 1}px system-ui, sans-serif`
      context.fillText(describeOperation(operation), from, top + height / 2 + 0.5)
      context.restore()
    }
    context.globalAlpha = 1
  }
}
