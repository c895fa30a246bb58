import { batch, computed, effect, signal } from '@preact/signals'
import type { NodeMoment } from '../explore/recording/rewinder.ts'
import type { Micros } from '../kernel/time.ts'
import type { Carried } from './carried.ts'
import { Axis, type AxisKind } from './model/axis.ts'
import { type Change, changedPlan } from './model/changes.ts'
import { coneOf } from './model/cone.ts'
import { type Field, fieldChanges } from './model/field-changes.ts'
import { fieldMarks } from './model/field-marks.ts'
import { type Mark, marksOf } from './model/marks.ts'
import type { Flight } from './model/messages.ts'
import { partingOf } from './model/parting.ts'
import { type ShownRun, shownRun } from './model/shown-run.ts'
import { standingOf } from './views/view-of.ts'

/** What the diagram shows from left to right, in units of its axis. */
export interface View {
  readonly from: number
  readonly to: number
}

export const panels = ['cluster', 'state', 'events', 'why', 'branch', 'history'] as const
export type Panel = (typeof panels)[number]

export const panelTitles: Readonly<Record<Panel, string>> = {
  cluster: 'Cluster',
  state: 'State',
  events: 'Events',
  why: 'Why',
  branch: 'What if',
  history: 'History',
}

/** All that can be chosen on the page, and what follows from it. */
export class Studio {
  readonly carried: Carried
  readonly original: ShownRun
  /** How the run is to go on otherwise. */
  readonly changes = signal<readonly Change[]>([])
  readonly looksAtBranch = signal(false)
  /** The run with the changes, or why there is none; `null` without changes. */
  readonly branch = computed(() => this.branchOf(this.changes.value))
  /** The entry of the journal at which one looks. */
  readonly cursor = signal(0)
  /** While playing, the time in between. */
  readonly playhead = signal<Micros>(0)
  readonly axisKind = signal<AxisKind>('time')
  readonly view = signal<View>({ from: 0, to: 1 })
  readonly showsCone = signal(false)
  readonly hidesOutside = signal(false)
  readonly panel = signal<Panel>('cluster')
  /** Which of the history's pictures is drawn: of the property, and which object or cycle of it. */
  readonly picture = signal({ property: 0, part: 0 })
  readonly helpIsOpen = signal(false)
  readonly isPlaying = signal(false)
  readonly speed = signal(1)
  /** Types of message that are not drawn. */
  readonly hiddenTypes = signal<ReadonlySet<string>>(new Set())
  /** Another moment, to which the states are compared; `null` for the moment just before. */
  readonly comparedTo = signal<number | null>(null)

  /** The run that one looks at. */
  readonly run = computed(() => {
    const branch = this.branch.value
    return this.looksAtBranch.value && branch !== null && 'run' in branch ? branch.run : this.original
  })
  /** The other run, when there are two. */
  readonly beside = computed(() => {
    const branch = this.branch.value
    if (branch === null || !('run' in branch)) return null
    return this.run.value === this.original ? branch.run : this.original
  })
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

  /** The hash of the original run in this very browser; `null` until it is known. */
  readonly ownHash = signal<string | null>(null)
  /** The field that one follows. */
  readonly followed = signal<Field | null>(null)
  /** What the followed field was, from when on. */
  readonly changesOfField = computed(() =>
    this.followed.value === null ? [] : fieldChanges(this.run.value, this.followed.value),
  )
  /** What each node is, from when on; of the runs that have been gone through. */
  readonly marks = signal<ReadonlyMap<ShownRun, readonly (readonly Mark[])[]>>(new Map())
  /** The types of message of the original by how many there are; those that only the branch has come last. */
  private readonly types = computed(() => {
    const branch = this.branch.value
    return [
      ...new Set([...typesOf(this.original), ...(branch && 'run' in branch ? typesOf(branch.run) : [])]),
    ]
  })
  private readonly fieldMarks = new WeakMap<ShownRun, { field: Field; marks: readonly Mark[][] }>()
  private readonly flightsByEntry = computed(() => flightsByEntry(this.run.value))

  /** What is drawn of the history, while its panel is open. */
  readonly drawn = computed(() => {
    const { property, part } = this.picture.value
    const { pictures } = this.run.value.recording
    const picture = this.panel.value === 'history' ? pictures[property]?.picture : undefined
    return picture ? { linearization: picture.linearizations[part], cycle: picture.cycles[part] } : null
  })
  /** The first entry that the original and the branch do not have in common. */
  readonly parting = computed(() => {
    const beside = this.beside.value
    return beside === null ? null : partingOf(this.run.value.timeline, beside.timeline)
  })

  constructor(carried: Carried) {
    this.carried = carried
    this.original = shownRun('original', carried.recording, carried.live)
    const { timeline } = this.original
    const violation = timeline.kinds.indexOf('violation')
    const violated = timeline.kindOf.indexOf(violation)
    this.cursor.value = violated >= 0 ? violated : 0
    this.fit()
    if (timeline.length > 300) this.showAround(this.cursor.value, 120)
    effect(() => {
      if (!this.isPlaying.value) this.playhead.value = this.run.value.timeline.times[this.cursor.value] ?? 0
    })
    const { live, recording } = carried
    if (live !== null)
      whenIdle(() => {
        this.ownHash.value = live.hash(recording.plan)
      })
    effect(() => {
      const runs = [this.run.value, this.beside.value].filter((run) => run !== null)
      whenIdle(() => {
        const known = this.marks.peek()
        this.marks.value = new Map(
          runs.map((run) => [run, known.get(run) ?? marksOf(run, standingOf)] as const),
        )
      })
    })
  }

  /** What the lanes show of a run: the field that one follows, or else what each node is. */
  marksFor(run: ShownRun): readonly (readonly Mark[])[] | null {
    const followed = this.followed.value
    return followed === null ? (this.marks.value.get(run) ?? null) : this.marksOfField(run, followed)
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

  /** Adds a change, and looks at what becomes of it, at the same moment. */
  change(change: Change): void {
    this.become([...this.changes.value, change], true)
  }

  /** Takes other changes instead, and looks at the branch or at the original. */
  become(changes: readonly Change[], looksAtBranch: boolean): void {
    const time = this.playhead.value
    batch(() => {
      this.changes.value = changes
      this.looksAtBranch.value = looksAtBranch && changes.length > 0
      this.goToTime(time)
    })
  }

  /** Looks at the other run, at the same moment. */
  lookAt(branch: boolean): void {
    this.become(this.changes.value, branch)
  }

  goToTime(time: Micros): void {
    this.go(this.run.value.timeline.lastAt(time))
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
    const { from, to } = this.view.value
    const times = [this.axis.value.timeAt(from), this.axis.value.timeAt(to)] as const
    batch(() => {
      this.axisKind.value = this.axisKind.value === 'time' ? 'order' : 'time'
      this.setView(this.axis.value.ofTime(times[0]), this.axis.value.ofTime(times[1]))
      this.reveal()
    })
  }

  private branchOf(changes: readonly Change[]): { run: ShownRun } | { problem: string } | null {
    const { live, recording, origin } = this.carried
    if (changes.length === 0 || live === null) return null
    try {
      const plan = changedPlan(recording.plan, changes, live, origin.told?.plan ?? null)
      return { run: shownRun('branch', live.record(plan), live) }
    } catch (error) {
      if (error instanceof Error) return { problem: error.message }
      throw error
    }
  }

  private marksOfField(run: ShownRun, field: Field): readonly (readonly Mark[])[] {
    const known = this.fieldMarks.get(run)
    if (known?.field === field) return known.marks
    const marks = fieldMarks(run, field)
    this.fieldMarks.set(run, { field, marks })
    return marks
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
    return new Map(this.types.value.map((type, index) => [type, colours[index % colours.length]!]))
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

function typesOf({ flights }: ShownRun): string[] {
  const counts = new Map<string, number>()
  for (const { message } of flights) counts.set(message.type, (counts.get(message.type) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).map(([type]) => type)
}

/** Does what goes through a whole run after the next picture, not before. */
function whenIdle(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work, 30))
}
