import { useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { coloursOf } from './diagram/colours.ts'
import { useStudio } from './studio-context.ts'

/** px */
const height = 34

/** The whole run in a strip: how much happens when, what is wrong when, and which part of it is in view. */
export function Overview() {
  const studio = useStudio()
  const canvas = useRef<HTMLCanvasElement>(null)
  const width = useSignal(0)
  const scheme = useSignal(0)
  useEffect(() => {
    const element = canvas.current!
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth
    })
    observer.observe(element)
    width.value = element.clientWidth
    const repaint = () => {
      scheme.value++
    }
    const themes = new MutationObserver(repaint)
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-scheme'] })
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', repaint)
    return () => {
      observer.disconnect()
      themes.disconnect()
      dark.removeEventListener('change', repaint)
    }
  }, [])
  useSignalEffect(() => {
    const element = canvas.current
    if (element === null || width.value === 0 || scheme.value < 0) return
    const colours = coloursOf(element)
    const ratio = devicePixelRatio || 1
    Object.assign(element, { width: Math.round(width.value * ratio), height: Math.round(height * ratio) })
    const context = element.getContext('2d')!
    context.scale(ratio, ratio)
    const { timeline, bands } = studio.run.value
    const { end } = timeline
    const columns = new Float64Array(Math.ceil(width.value / 2))
    for (const time of timeline.times)
      columns[Math.min(columns.length - 1, Math.floor((time / end) * columns.length))]!++
    const most = columns.reduce((a, b) => Math.max(a, b), 1)
    for (const { from, to, kind } of bands) {
      context.globalAlpha = kind === 'cut' || kind === 'down' ? 0.28 : 0.14
      context.fillStyle = kind === 'cut' ? colours.cut : colours.muted
      const [left, right] = [(from / end) * width.value, (to / end) * width.value]
      context.fillRect(left, kind === 'cut' ? 0 : height - 10, Math.max(1, right - left), 10)
    }
    context.globalAlpha = 0.75
    context.fillStyle = colours.muted
    for (const [column, count] of columns.entries())
      if (count > 0) {
        const bar = Math.max(1.5, Math.sqrt(count / most) * (height - 12))
        context.fillRect(column * 2, height - 5 - bar, 1.5, bar)
      }
    context.globalAlpha = 1
    context.fillStyle = colours.bad
    const violation = timeline.kinds.indexOf('violation')
    for (let entry = 0; entry < timeline.length; entry++)
      if (timeline.kindOf[entry] === violation)
        context.fillRect((timeline.times[entry]! / end) * width.value - 1, 0, 2.5, height)
  })
  const { end } = studio.run.value.timeline
  const share = (position: number) =>
    `${Math.max(0, Math.min(1, studio.axis.value.timeAt(position) / end)) * 100}%`
  const { from, to } = studio.view.value
  const left = share(from)
  const goTo = (event: PointerEvent) => {
    const box = canvas.current!.getBoundingClientRect()
    const time = ((event.clientX - box.left) / box.width) * end
    studio.go(studio.run.value.timeline.lastAt(time))
  }
  return (
    <div
      class="overview"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        goTo(event)
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) goTo(event)
      }}
    >
      <canvas ref={canvas} style={{ height: `${height}px` }} />
      <i class="window" style={{ left, right: `calc(100% - ${share(to)})` }} />
      <i class="playhead" style={{ left: `${(studio.playhead.value / end) * 100}%` }} />
    </div>
  )
}
