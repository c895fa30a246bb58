import { formatTime } from '../../kernel/time.ts'
import type { Axis } from '../model/axis.ts'
import type { View } from '../studio.ts'

export interface Tick {
  readonly at: number
  readonly label: string
}

/** Round positions in view, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function ticksOf(axis: Axis, { from, to }: View, count: number): Tick[] {
  const rough = Math.max((to - from) / Math.max(1, count), 1)
  let step = 1
  while (step * 10 <= rough) step *= 10
  const size = [1, 2, 5, 10].find((factor) => step * factor >= rough)! * step
  const ticks: Tick[] = []
  for (let at = Math.max(0, Math.ceil(from / size) * size); at <= Math.min(to, axis.end); at += size)
    ticks.push({ at, label: axis.kind === 'time' ? formatTime(at) : formatTime(axis.timeAt(at)) })
  return ticks
}
