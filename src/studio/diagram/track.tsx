import { type ReadonlySignal, type Signal, useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { Axis } from '../model/axis.ts'
import type { ShownRun } from '../model/shown-run.ts'
import { useStudio } from '../studio-context.ts'
import type { Colours } from './colours.ts'
import { type Found, findAt } from './find.ts'
import { LaneNames } from './lane-names.tsx'
import { lanesOf } from './lanes.ts'
import { Overlay } from './overlay.tsx'
import { type Painted, paint } from './paint.ts'
import type { Scene } from './scene.ts'
import { useZoom } from './zoom.ts'

/** One run: a canvas for the mass of it, and what is selected drawn over it. */
export function Track({
  run,
  colours,
  painted,
}: {
  run: ShownRun
  colours: ReadonlySignal<Colours | null>
  painted: Signal<Painted>
}) {
  const studio = useStudio()
  const shown = useSignal(run)
  shown.value = run
  const track = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  const hovered = useSignal<Found | null>(null)
  const isMain = useComputed(() => studio.run.value === shown.value)
  const axis = useComputed(() =>
    isMain.value ? studio.axis.value : new Axis(shown.value.timeline, studio.axisKind.value),
  )
  /** What is in view, in units of this run's own axis. */
  const view = useComputed(() => {
    const { from, to } = studio.view.value
    if (isMain.value || studio.axisKind.value === 'time') return { from, to }
    const ofTime = (position: number) => axis.value.ofTime(studio.axis.value.timeAt(position))
    return { from: ofTime(from), to: Math.max(ofTime(to), ofTime(from) + 1) }
  })
  const lanes = useComputed(() => lanesOf(shown.value.recording.nodes, size.value.height))
  const scene = useComputed((): Scene | null => {
    if (colours.value === null || size.value.width === 0) return null
    return {
      run: shown.value,
      axis: axis.value,
      view: view.value,
      lanes: lanes.value,
      width: size.value.width,
      colours: colours.value,
      cone: isMain.value ? studio.cone.value : null,
      hidesOutside: studio.hidesOutside.value,
      hiddenTypes: studio.hiddenTypes.value,
      typeColours: studio.typeColours(colours.value.types),
      marks: studio.marksFor(shown.value),
    }
  })

  useEffect(() => {
    const [element, whole] = [frame.current!, track.current!]
    const measure = () => {
      size.value = { width: element.clientWidth, height: whole.clientHeight }
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(whole)
    measure()
    return () => observer.disconnect()
  }, [])

  useSignalEffect(() => {
    const drawn = scene.value
    const element = canvas.current
    if (drawn === null || element === null) return
    const ratio = devicePixelRatio || 1
    const [width, height] = [Math.round(drawn.width * ratio), Math.round(drawn.lanes.height * ratio)]
    if (element.width !== width || element.height !== height) Object.assign(element, { width, height })
    const result = paint(element.getContext('2d')!, drawn)
    if (isMain.peek()) painted.value = result
  })

  useZoom(studio, frame, size)

  const foundBy = (event: { clientX: number; clientY: number }): Found | null => {
    if (scene.value === null) return null
    const { left, top } = canvas.current!.getBoundingClientRect()
    return findAt(scene.value, event.clientX - left, event.clientY - top)
  }
  const choose = (event: MouseEvent) => {
    const found = foundBy(event)
    if (!isMain.value) studio.lookAt(shown.value !== studio.original)
    if (found === null) {
      const { left } = canvas.current!.getBoundingClientRect()
      const { from, to } = view.value
      studio.go(axis.value.entryAt(from + ((event.clientX - left) / size.value.width) * (to - from)))
    } else if (found.type === 'event') studio.go(found.entry)
    else studio.go(found.flight.end >= 0 ? found.flight.end : Math.max(0, found.flight.origin))
  }

  return (
    <div ref={track} class={`track ${isMain.value ? 'main' : 'beside'}`} data-run={run.name}>
      <div class="track-scroll">
        <LaneNames run={run} lanes={lanes} />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys and the table of events do all that a pointer does here */}
        <div
          ref={frame}
          class="diagram-frame"
          style={{ minHeight: `${lanes.value.height}px` }}
          role="presentation"
          onPointerMove={(event) => {
            hovered.value = foundBy(event)
          }}
          onPointerLeave={() => {
            hovered.value = null
          }}
          onClick={choose}
          onDblClick={(event) => event.preventDefault()}
        >
          <canvas
            ref={canvas}
            style={{ width: `${size.value.width}px`, height: `${lanes.value.height}px` }}
            role="img"
            aria-label={`The ${run.name} run as a diagram; the panel Events has the same as a table.`}
          />
          <Overlay scene={scene} hovered={hovered} isMain={isMain} />
        </div>
      </div>
      {studio.branch.value !== null && <span class="track-name">{run.name}</span>}
    </div>
  )
}
