import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useStudio } from '../studio-context.ts'
import { type Colours, coloursOf } from './colours.ts'
import { type Found, findAt } from './find.ts'
import { LaneNames } from './lane-names.tsx'
import { lanesOf } from './lanes.ts'
import { Legend } from './legend.tsx'
import { Overlay } from './overlay.tsx'
import { type Painted, paint } from './paint.ts'
import type { Scene } from './scene.ts'
import { useZoom } from './zoom.ts'

/** The space–time diagram: a canvas for the mass of it, and what is selected drawn over it. */
export function Diagram() {
  const studio = useStudio()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSignal({ width: 0, height: 0 })
  const colours = useSignal<Colours | null>(null)
  const hovered = useSignal<Found | null>(null)
  const painted = useSignal<Painted>({ messages: 0, areMessagesDrawn: true })

  const lanes = useComputed(() => lanesOf(studio.run.value.recording.nodes, size.value.height))
  const scene = useComputed((): Scene | null => {
    if (colours.value === null || size.value.width === 0) return null
    return {
      run: studio.run.value,
      axis: studio.axis.value,
      view: studio.view.value,
      lanes: lanes.value,
      width: size.value.width,
      colours: colours.value,
      cone: studio.cone.value,
      hidesOutside: studio.hidesOutside.value,
      hiddenTypes: studio.hiddenTypes.value,
      typeColours: studio.typeColours(colours.value.types),
      marks: studio.marks.value,
    }
  })

  useEffect(() => {
    const element = frame.current!
    const measure = () => {
      size.value = { width: element.clientWidth, height: element.clientHeight }
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    const readColours = () => {
      colours.value = coloursOf(element)
    }
    readColours()
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', readColours)
    const themes = new MutationObserver(readColours)
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-scheme'] })
    return () => {
      observer.disconnect()
      themes.disconnect()
      dark.removeEventListener('change', readColours)
    }
  }, [])

  useSignalEffect(() => {
    const drawn = scene.value
    const element = canvas.current
    if (drawn === null || element === null) return
    const ratio = devicePixelRatio || 1
    const [width, height] = [Math.round(drawn.width * ratio), Math.round(drawn.lanes.height * ratio)]
    if (element.width !== width || element.height !== height) Object.assign(element, { width, height })
    painted.value = paint(element.getContext('2d')!, drawn)
  })

  useZoom(studio, frame, size)

  const foundBy = (event: { clientX: number; clientY: number }): Found | null => {
    if (scene.value === null) return null
    const { left, top } = canvas.current!.getBoundingClientRect()
    return findAt(scene.value, event.clientX - left, event.clientY - top)
  }
  const choose = (event: MouseEvent) => {
    const found = foundBy(event)
    if (found === null) {
      const { left } = canvas.current!.getBoundingClientRect()
      const { from, to } = studio.view.value
      const position = from + ((event.clientX - left) / size.value.width) * (to - from)
      studio.go(studio.axis.value.entryAt(position))
    } else if (found.type === 'event') studio.go(found.entry)
    else studio.go(found.flight.end >= 0 ? found.flight.end : Math.max(0, found.flight.origin))
  }

  return (
    <section class="diagram" aria-label="Space–time diagram">
      <Legend painted={painted} colours={colours} />
      <div class="diagram-scroll">
        <LaneNames lanes={lanes} />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys and the table of events do all that a pointer does here */}
        <div
          ref={frame}
          class="diagram-frame"
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
            aria-label="The run as a diagram; the panel Events has the same as a table."
          />
          <Overlay scene={scene} hovered={hovered} />
        </div>
      </div>
    </section>
  )
}
