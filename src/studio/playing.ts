import { batch, effect } from '@preact/signals'
import type { Studio } from './studio.ts'

export const speeds = [0.25, 0.5, 1, 2, 4, 16] as const

/** How long it takes to play what is in view at speed 1, ms of real time. */
const viewTakes = 20_000

/** Moves the playhead as long as the studio plays, and the view along with it. */
export function playAlong(studio: Studio): () => void {
  let frame = 0
  // Who wants little motion sees the run go from event to event, and nothing glide.
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)')
  const stop = effect(() => {
    cancelAnimationFrame(frame)
    if (!studio.isPlaying.value) return
    const { timeline } = studio.run.peek()
    if (studio.cursor.peek() >= timeline.length - 1) studio.cursor.value = 0
    let position = studio.axis.peek().ofEntry(studio.cursor.peek())
    let before = performance.now()
    const tick = (now: number) => {
      const { from, to } = studio.view.peek()
      position += ((to - from) * studio.speed.peek() * (now - before)) / viewTakes
      before = now
      const axis = studio.axis.peek()
      const time = axis.timeAt(position)
      batch(() => {
        const cursor = timeline.lastAt(time)
        studio.playhead.value = isCalm.matches ? timeline.times[cursor]! : time
        if (cursor !== studio.cursor.peek()) studio.cursor.value = cursor
        const width = to - from
        if (position > to - width / 6 || position < from)
          studio.setView(position - (width * 5) / 6, position + width / 6)
        if (position >= axis.end) studio.isPlaying.value = false
      })
      if (studio.isPlaying.peek()) frame = requestAnimationFrame(tick)
    }
    frame = requestAnimationFrame(tick)
  })
  return () => {
    cancelAnimationFrame(frame)
    stop()
  }
}
