import type { Signal } from '@preact/signals'
import { select } from 'd3-selection'
import { type D3ZoomEvent, type ZoomBehavior, zoom, zoomIdentity } from 'd3-zoom'
import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Studio } from '../studio.ts'

/** How much of the run lies before its beginning and behind its end when all of it is in view. */
const margin = 0.02

/** Lets wheel, pinch and drag move the view; where the view is moved otherwise, the zoom follows. */
export function useZoom(
  studio: Studio,
  frame: RefObject<HTMLDivElement | null>,
  size: Signal<{ readonly width: number }>,
): void {
  useEffect(() => {
    const element = frame.current!
    const selection = select<HTMLElement, unknown>(element)
    let isOurs = false
    const behaviour: ZoomBehavior<HTMLElement, unknown> = zoom<HTMLElement, unknown>()
      .clickDistance(4)
      .filter(
        (event: Event) => !(event instanceof WheelEvent && event.shiftKey) && !(event as MouseEvent).button,
      )
      .on('zoom', ({ transform }: D3ZoomEvent<HTMLElement, unknown>) => {
        if (isOurs) return
        const { end } = studio.axis.value
        const [width, whole] = [size.value.width, end * (1 + 2 * margin)]
        const from = (-transform.x / transform.k / width) * whole - end * margin
        studio.setView(from, from + whole / transform.k)
      })
    selection.call(behaviour).on('dblclick.zoom', null)
    const stop = studio.view.subscribe(follow)
    const stopSize = size.subscribe(follow)
    function follow(): void {
      const { from, to } = studio.view.peek()
      const { end, kind } = studio.axis.peek()
      const width = size.peek().width
      if (width === 0) return
      const whole = end * (1 + 2 * margin)
      const k = whole / (to - from)
      const x = (-(from + end * margin) / whole) * width * k
      isOurs = true
      behaviour
        .scaleExtent([1, Math.max(2, whole / (kind === 'time' ? 20 : 4))])
        .translateExtent([
          [0, 0],
          [width, 1],
        ])
        .extent([
          [0, 0],
          [width, 1],
        ])
      selection.call(behaviour.transform, zoomIdentity.translate(x, 0).scale(k))
      isOurs = false
    }
    return () => {
      stop()
      stopSize()
      selection.on('.zoom', null)
    }
  }, [])
}
