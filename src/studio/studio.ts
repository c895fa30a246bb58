import { batch, computed, effect, type Signal, signal } from '@preact/signals'
import type { NodeMoment } from '../explore/recording/rewinder.ts'
import type { Micros } from '../kernel/time.ts'
import type { Carried } from './carried.ts'
import { Axis, type AxisKind } from './model/axis.ts'
import { coneOf } from './model/cone.ts'
import { type Mark, marksOf, usualStanding } from './model/marks.ts'
import type { Flight } from './model/messages.ts'
import { type ShownRun, shownRun } from './model/shown-run.ts'

/** What the diagram shows from left to right, in units of its axis. */
export interface View {
  readonly from: number
  readonly to: number
}

export const panels = ['state', 'events', 'messages', 'why', 'properties'] as const
export type Panel = (typeof panels)[number]

/** All that can be chosen on the page, and what follows from it. */
export class Studio {
  readonly carried: Carried
  readonly runs: Signal<readonly ShownRun[]>
  readonly shown = signal(0)
  /** The entry of the journal at which one looks. */
  readonly cursor = signal(0)
  /** While playing, the time in between. */
  readonly playhead = signal<Micros>(0)
  readonly axisKind = signal<AxisKind>('time')
  readonly view = signal<View>({ from: 0, to: 1 })
  readonly showsCone = signal(false)
  readonly hidesOutside = signal(false)
  readonly panel = signal<Panel>('state')
  readonly helpIsOpen = signal(false)
  readonly isPlaying = signal(false)
  readonly speed = signal(1)
  /** Types of message that are not drawn. */
  readonly hiddenTypes = signal<ReadonlySet<string>>(new Set())
  /** Another moment, to which the states are compared; `null` for the moment just before. */
  readonly comparedTo = signal<number | null>(null)

  readonly run = computed(() => this.runs.value[this.shown.value]!)
  readonly axis = computed(() => new Axis(this.run.value.timeline, this.axisKind.value))
  readonly cone = computed(() =>
    this.showsCone.value ? coneOf(this.run.value.timeline, this.cursor.value) : null,
  )
  readonly step = computed(() => this.run.value.timeline.stepOf[this.cursor.value] ?? 0)
  /** The states at the chosen moment; `null` without code. */
  readonly moment = computed(() => this.momentAfter(this.step.value))
  /** The states to compare them to. */
  readonly earlier = computed(() => {
    const other = this.comparedTo.value
    const step = other === null ? this.step.value - 1 : this.run.value.timeline.stepOf[other]!
    return step < 0 ? null : this.momentAfter(step)
  })

  /** What each node is, from when on; `null` until the run has been gone through. */
  readonly marks = signal<readonly (readonly Mark[])[] | null>(null)
  private readonly flightsByEntry = computed(() => flightsByEntry(this.run.value))

  constructor(carried: Carried) {
    this.carried = carried
    const original = shownRun('original', carried.recording, carried.live)
    this.runs = signal([original])
    const { timeline } = original
    const violation = timeline.kinds.indexOf('violation')
    const violated = timeline.kindOf.indexOf(violation)
    this.cursor.value = violated >= 0 ? violated : 0
    this.fit()
    if (timeline.length > 300) this.showAround(this.cursor.value, 120)
    effect(() => {
      if (!this.isPlaying.value) this.playhead.value = this.run.value.timeline.times[this.cursor.value] ?? 0
    })
    // It goes through the whole run: after the first picture, not before.
    effect(() => {
      const run = this.run.value
      this.marks.value = null
      setTimeout(() => {
        if (this.run.peek() === run) this.marks.value = marksOf(run, usualStanding)
      }, 30)
    })
  }

  /** Chooses an entry, and makes sure that it is seen. */
  go(entry: number): void {
    const last = this.run.value.timeline.length - 1
    batch(() => {
      this.isPlaying.value = false
      this.cursor.value = Math.max(0, Math.min(last, entry))
      this.reveal()
    })
  }

  /** Shifts the view as little as needed to see the cursor. */
  reveal(): void {
    const { from, to } = this.view.value
    const at = this.axis.value.ofEntry(this.cursor.value)
    const margin = (to - from) / 12
    if (at < from + margin) this.setView(at - margin, at - margin + (to - from))
    else if (at > to - margin) this.setView(at + margin - (to - from), at + margin)
  }

  /** Shows from one position to another, within the run. */
  setView(from: number, to: number): void {
    const { end, kind } = this.axis.value
    const width = Math.min(end * 1.04, Math.max(to - from, kind === 'time' ? 20 : 4))
    const low = -end * 0.02
    const start = Math.max(low, Math.min(from, end * 1.02 - width))
    this.view.value = { from: start, to: start + width }
  }

  fit(): void {
    const { end } = this.axis.value
    this.setView(-end * 0.02, end * 1.02)
  }

  /** Brings the cursor into the middle of so many entries. */
  showAround(entry: number, count: number): void {
    const last = this.run.value.timeline.length - 1
    const first = Math.max(0, Math.min(entry - Math.round(count * 0.8), last - count))
    const from = this.axis.value.ofEntry(first)
    const to = this.axis.value.ofEntry(Math.min(last, first + count))
    const margin = (to - from) * 0.06
    this.setView(from - margin, to + margin)
  }

  zoomBy(factor: number): void {
    const { from, to } = this.view.value
    const at = this.axis.value.ofEntry(this.cursor.value)
    const centre = at >= from && at <= to ? at : (from + to) / 2
    this.setView(centre - (centre - from) / factor, centre + (to - centre) / factor)
  }

  switchAxis(): void {
    const { timeAt } = { timeAt: (at: number) => this.axis.value.timeAt(at) }
    const times = [timeAt(this.view.value.from), timeAt(this.view.value.to)] as const
    batch(() => {
      this.axisKind.value = this.axisKind.value === 'time' ? 'order' : 'time'
      this.setView(this.axis.value.ofTime(times[0]), this.axis.value.ofTime(times[1]))
      this.reveal()
    })
  }

  /** The message that an entry delivers or loses. */
  flightEndingAt(entry: number): Flight | null {
    return this.flightsByEntry.value.ending.get(entry) ?? null
  }

  /** The messages that were sent as an entry was handled. */
  flightsFrom(entry: number): readonly Flight[] {
    return this.flightsByEntry.value.from.get(entry) ?? []
  }

  /** The types of message, the most frequent first, with a colour for each. */
  typeColours(colours: readonly string[]): ReadonlyMap<string, string> {
    const counts = new Map<string, number>()
    for (const { message } of this.runs.value[0]!.flights)
      counts.set(message.type, (counts.get(message.type) ?? 0) + 1)
    const byCount = [...counts].sort((a, b) => b[1] - a[1])
    return new Map(byCount.map(([type], index) => [type, colours[index % colours.length]!]))
  }

  momentAfter(step: number): readonly NodeMoment[] | null {
    return this.run.value.rewinder?.after(step) ?? null
  }
}

function flightsByEntry({ flights }: ShownRun) {
  const ending = new Map<number, Flight>()
  const from = new Map<number, Flight[]>()
  for (const flight of flights) {
    if (flight.end >= 0) ending.set(flight.end, flight)
    const others = from.get(flight.origin)
    if (others) others.push(flight)
    else if (flight.origin >= 0) from.set(flight.origin, [flight])
  }
  return { ending, from }
}
