import { paintAxis } from './paint-axis.ts'
import { paintBands } from './paint-bands.ts'
import { paintEvents } from './paint-events.ts'
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

/** Draws the whole diagram but for what is selected. */
export function paint(context: CanvasRenderingContext2D, scene: Scene): Painted {
  const ratio = globalThis.devicePixelRatio || 1
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, scene.width, scene.lanes.height)
  context.font = '11px system-ui, sans-serif'
  context.textBaseline = 'middle'
  paintAxis(context, scene)
  paintBands(context, scene)
  paintLanes(context, scene)
  paintOperations(context, scene)
  const painted = paintFlights(context, scene)
  paintEvents(context, scene, painted.areMessagesDrawn)
  return painted
}
