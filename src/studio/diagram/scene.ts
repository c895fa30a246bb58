import type { Axis } from '../model/axis.ts'
import type { Mark } from '../model/marks.ts'
import type { ShownRun } from '../model/shown-run.ts'
import type { View } from '../studio.ts'
import type { Colours } from './colours.ts'
import type { Lanes } from './lanes.ts'

/** All that a picture of the run depends on. */
export interface Scene {
  readonly run: ShownRun
  readonly axis: Axis
  readonly view: View
  readonly lanes: Lanes
  /** px */
  readonly width: number
  readonly colours: Colours
  /** Where every entry stands towards the chosen one; `null` when cones are not shown. */
  readonly cone: Uint8Array | null
  readonly hidesOutside: boolean
  readonly hiddenTypes: ReadonlySet<string>
  /** The colour of each type of message, by its name. */
  readonly typeColours: ReadonlyMap<string, string>
  /** What each node is, from when on; `null` until it is known. */
  readonly marks: readonly (readonly Mark[])[] | null
}

/** Where a position of the axis is on the picture, px. */
export function xOf({ view, width }: Scene, position: number): number {
  return ((position - view.from) / (view.to - view.from)) * width
}

export function xOfTime(scene: Scene, time: number): number {
  return xOf(scene, scene.axis.ofTime(time))
}

export function xOfEntry(scene: Scene, entry: number): number {
  return xOf(scene, scene.axis.ofEntry(entry))
}

/** How strongly an entry is drawn. */
export function presence({ cone, hidesOutside }: Scene, entry: number): number {
  if (cone === null || (entry >= 0 && cone[entry] !== 0)) return 1
  return hidesOutside ? 0 : 0.13
}
