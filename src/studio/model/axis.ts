import type { Micros } from '../../kernel/time.ts'
import { firstAbove, type Timeline } from './timeline.ts'

/** `time` draws time to scale; `order` gives every step the same room, however long nothing happened. */
export type AxisKind = 'time' | 'order'

/** Where things stand from left to right, in units of its own: µs, or steps. */
export class Axis {
  readonly kind: AxisKind
  readonly end: number
  private readonly timeline: Timeline
  private readonly stepTimes: Float64Array

  constructor(timeline: Timeline, kind: AxisKind) {
    this.timeline = timeline
    this.kind = kind
    const { steps } = timeline.recording
    this.stepTimes = new Float64Array(steps.length)
    for (let step = 1; step < steps.length; step++)
      this.stepTimes[step] = timeline.times[Math.max(0, steps[step]! - 1)] ?? 0
    this.end = kind === 'time' ? timeline.end : steps.length
  }

  ofEntry(entry: number): number {
    return this.kind === 'time' ? this.timeline.times[entry]! : this.timeline.stepOf[entry]!
  }

  ofTime(time: Micros): number {
    if (this.kind === 'time') return time
    const next = firstAbove(this.stepTimes, time)
    const [before, after] = [this.stepTimes[next - 1] ?? 0, this.stepTimes[next] ?? this.timeline.end]
    return next - 1 + (after > before ? (time - before) / (after - before) : 0)
  }

  timeAt(position: number): Micros {
    if (this.kind === 'time') return Math.max(0, Math.min(this.end, Math.round(position)))
    const step = Math.max(0, Math.min(this.stepTimes.length - 1, Math.floor(position)))
    const [from, to] = [this.stepTimes[step]!, this.stepTimes[step + 1] ?? this.timeline.end]
    return Math.round(from + (to - from) * Math.max(0, Math.min(1, position - step)))
  }

  /** How many entries lie between two positions. */
  countBetween(from: number, to: number): number {
    const { times, stepOf } = this.timeline
    const values = this.kind === 'time' ? times : stepOf
    return firstAbove(values, to) - firstAbove(values, from)
  }

  /** The first entry at or after a position; the number of entries when there is none. */
  firstFrom(position: number): number {
    const { times, stepOf } = this.timeline
    return firstAbove(this.kind === 'time' ? times : stepOf, position - 1e-9)
  }

  /** The entry nearest to a position. */
  entryAt(position: number): number {
    const { times, stepOf, length } = this.timeline
    const values = this.kind === 'time' ? times : stepOf
    const above = Math.min(length - 1, firstAbove(values, position))
    const below = Math.max(0, above - 1)
    return Math.abs(values[above]! - position) < Math.abs(values[below]! - position) ? above : below
  }
}
