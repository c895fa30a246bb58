import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatTime } from '../../kernel/time.ts'
import type { EventKind } from '../../trace/journal.ts'
import { describeEvent } from '../../trace/transcript.ts'
import { grouped } from '../digits.ts'
import { useStudio } from '../studio-context.ts'

/** px */
const rowHeight = 24
const spare = 8

/** Every event in a table, in step with the diagram; only the rows in view exist. */
export function EventTable() {
  const studio = useStudio()
  const scroller = useRef<HTMLDivElement>(null)
  const scrolled = useSignal({ top: 0, height: 600 })
  const query = useSignal('')
  const rows = useComputed(() => {
    const { timeline } = studio.run.value
    const cone = studio.hidesOutside.value ? studio.cone.value : null
    const wanted = query.value.trim().toLowerCase()
    const found: number[] = []
    for (let entry = 0; entry < timeline.length; entry++) {
      if (cone !== null && cone[entry] === 0) continue
      if (wanted !== '' && !describeEvent(timeline.event(entry)).toLowerCase().includes(wanted)) continue
      found.push(entry)
    }
    return found
  })
  useEffect(() => {
    const element = scroller.current!
    const measure = () => {
      scrolled.value = { top: element.scrollTop, height: element.clientHeight }
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  useSignalEffect(() => {
    const element = scroller.current
    const place = rows.value.indexOf(studio.cursor.value)
    if (element === null || place < 0) return
    const top = place * rowHeight
    const { scrollTop, clientHeight } = element
    if (top < scrollTop + rowHeight || top > scrollTop + clientHeight - 3 * rowHeight)
      element.scrollTop = top - clientHeight / 2
  })
  const { timeline } = studio.run.value
  const { top, height } = scrolled.value
  const first = Math.max(0, Math.floor(top / rowHeight) - spare)
  const last = Math.min(rows.value.length, Math.ceil((top + height) / rowHeight) + spare)
  return (
    <div class="events">
      <label class="search">
        <span>Find</span>
        <input
          type="search"
          placeholder="requestVote, n3, lost …"
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value
          }}
        />
        <output>{grouped(rows.value.length)}</output>
      </label>
      <div
        ref={scroller}
        class="rows"
        onScroll={(event) => {
          const { scrollTop, clientHeight } = event.currentTarget
          scrolled.value = { top: scrollTop, height: clientHeight }
        }}
      >
        <table
          aria-rowcount={rows.value.length + 1}
          style={{
            marginTop: `${first * rowHeight}px`,
            marginBottom: `${(rows.value.length - last) * rowHeight}px`,
          }}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col">Time</th>
              <th scope="col">Event</th>
            </tr>
          </thead>
          <tbody>
            {rows.value.slice(first, last).map((entry, place) => {
              const event = timeline.event(entry)
              const isChosen = entry === studio.cursor.value
              return (
                <tr
                  key={entry}
                  aria-rowindex={first + place + 2}
                  class={`${isChosen ? 'chosen' : ''} ${toneOf(event.kind)}`}
                  {...(isChosen && { 'aria-current': 'true' as const })}
                >
                  <td>{formatTime(event.at)}</td>
                  <td>
                    <button type="button" tabIndex={isChosen ? 0 : -1} onClick={() => studio.go(entry)}>
                      {describeEvent(event)}
                    </button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function toneOf(kind: EventKind): string {
  if (kind === 'violation' || kind === 'crash' || kind === 'lost' || kind === 'corrupted') return 'bad'
  if (kind === 'fault' || kind === 'fault-end' || kind === 'heal') return 'fault'
  return kind === 'note' || kind === 'invoke' || kind === 'return' ? 'client' : ''
}
