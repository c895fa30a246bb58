import { paintAxis } from './paint-axis.ts'
import { paintBands } from './paint-bands.ts'
import { paintDensity } from './paint-density.ts'
import { paintEvents, paintLandmarks } from './paint-events.ts'
import { paintFlights } from './paint-flights.ts'
import { paintLanes } from './paint-lanes.ts'
import { paintOperations } from './paint-operations.ts'
import type { Scene } from './scene.ts'

/** What had to be left out or drawn together because there is too much of it in view. */
export interface Painted {
  /** How many messages are in view. */
  readonly messages: number
  readonly areMessagesDrawn: boolean
}

/** Whether there are more events in view than can be told apart. */
function isDense({ axis, view, width, lanes }: Scene): boolean {
  const inView = axis.countBetween(view.from, view.to)
  return inView > (width * lanes.order.length) / 9
}

/** Draws the whole diagram but for what is selected. */
export function paint(context: CanvasRenderingContext2D, scene: Scene): Painted {
  const ratio = globalThis.devicePixelRatio || 1
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, scene.width, scene.lanes.height)
  context.font = `${scene.colours.letters}px system-ui, sans-serif`
  context.textBaseline = 'middle'
  paintAxis(context, scene)
  paintBands(context, scene)
  if (!isDense(scene)) {
    paintLanes(context, scene)
    paintOperations(context, scene)
    const painted = paintFlights(context, scene)
    paintEvents(context, scene)
    return painted
  }
  // From afar what happens to the cluster counts, and messages are its background.
  const painted = paintFlights(context, scene)
  paintLanes(context, scene)
  paintOperations(context, scene)
  paintDensity(context, scene)
  paintLandmarks(context, scene)
  return painted
}
