import { describeTimedFault } from '../../faults/describe.ts'
import { formatTime } from '../../kernel/time.ts'
import { describeEvent } from '../../trace/transcript.ts'
import { towards } from '../model/cone.ts'
import { useStudio } from '../studio-context.ts'
import { Properties } from './properties.tsx'

/** What led here: the script of the run, the story of its failure, and the past of the chosen event. */
export function Why() {
  const studio = useStudio()
  const { recording, timeline } = studio.run.value
  const { story, script } = studio.carried.origin
  const isOriginal = studio.run.value === studio.original
  const cone = studio.cone.value
  const plan = recording.plan
  return (
    <>
      <Properties />
      {isOriginal && story.length > 0 && (
        <section>
          <h3>What happens</h3>
          <ol class="story">
            {story.map(({ entry, text }) => (
              <li key={entry}>
                <button
                  type="button"
                  class={entry === studio.cursor.value ? 'chosen' : ''}
                  onClick={() => studio.go(entry)}
                >
                  <span class="time">{formatTime(timeline.times[entry] ?? 0)}</span> {text}
                </button>
              </li>
            ))}
          </ol>
        </section>
      )}
      <section>
        <h3>The script</h3>
        <ol class="script">
          {(isOriginal && script.length > 0 ? script : [`seed ${plan.seed}`]).map((line) => (
            <li key={line}>{line}</li>
          ))}
          {!(isOriginal && script.length > 0) &&
            plan.faults.map((timed) => {
              const line = describeTimedFault(timed)
              return (
                <li key={line}>
                  <button type="button" onClick={() => studio.go(timeline.lastAt(timed.at))}>
                    {line}
                  </button>
                </li>
              )
            })}
        </ol>
      </section>
      <section>
        <h3>Its causes</h3>
        <p>
          <label>
            <input
              type="checkbox"
              checked={studio.showsCone.value}
              onChange={(event) => {
                studio.showsCone.value = event.currentTarget.checked
              }}
            />{' '}
            Light cones of the chosen event
          </label>{' '}
          <label>
            <input
              type="checkbox"
              checked={studio.hidesOutside.value}
              onChange={(event) => {
                studio.hidesOutside.value = event.currentTarget.checked
                if (event.currentTarget.checked) studio.showsCone.value = true
              }}
            />{' '}
            Hide what is outside
          </label>
        </p>
        {cone !== null && <p class="cone-counts">{coneCounts(cone)}</p>}
        <ol class="story">
          {causesOf(studio.cursor.value, timeline.causeOf).map((entry) => {
            const event = timeline.event(entry)
            return (
              <li key={entry}>
                <button
                  type="button"
                  class={entry === studio.cursor.value ? 'chosen' : ''}
                  onClick={() => studio.go(entry)}
                >
                  <span class="time">{formatTime(event.at)}</span> {describeEvent(event)}
                </button>
              </li>
            )
          })}
        </ol>
      </section>
    </>
  )
}

function coneCounts(cone: Uint8Array): string {
  let [past, future] = [0, 0]
  for (const place of cone) {
    if (place === towards.past) past++
    else if (place === towards.future) future++
  }
  const outside = cone.length - past - future - 1
  return `${past} events may have led to it, ${future} may follow from it, ${outside} can have nothing to do with it.`
}

/** The chain of what brought an event about, the first cause first. */
function causesOf(entry: number, causeOf: Int32Array): number[] {
  const chain: number[] = []
  for (let at = entry; at >= 0 && chain.length < 12; at = causeOf[at]!) chain.unshift(at)
  return chain
}
