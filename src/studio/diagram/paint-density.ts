import { isOfNode } from '../model/timeline.ts'
import { presence, type Scene, xOfEntry } from './scene.ts'

/** px */
const [column, tallest] = [2, 9]

/** Below each lane, how much happens there when; for when single events cannot be told apart. */
export function paintDensity(context: CanvasRenderingContext2D, scene: Scene): void {
  const { run, lanes, width, colours, axis, view } = scene
  const { timeline } = run
  const columns = Math.ceil(width / column) + 1
  const counts = lanes.y.map(() => new Float64Array(columns))
  for (let entry = axis.firstFrom(view.from); entry < timeline.length; entry++) {
    const place = Math.floor(xOfEntry(scene, entry) / column)
    if (place >= columns) break
    const node = timeline.nodeOf[entry]!
    if (node >= 0 && place >= 0 && isOfNode(timeline.kind(entry)))
      counts[node]![place]! += presence(scene, entry)
  }
  const most = Math.max(1, ...counts.map((lane) => lane.reduce((a, b) => Math.max(a, b), 0)))
  context.fillStyle = colours.ink
  context.globalAlpha = 0.65
  for (const [node, lane] of counts.entries())
    for (const [place, count] of lane.entries())
      if (count > 0) {
        const height = Math.max(1, Math.sqrt(count / most) * tallest)
        context.fillRect(place * column, lanes.y[node]! + 5, column - 0.5, height)
      }
  context.globalAlpha = 1
}
