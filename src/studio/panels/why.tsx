import { formatTime } from '../../kernel/time.ts'
import { describeEvent } from '../../trace/transcript.ts'
import { towards } from '../model/cone.ts'
import { useStudio } from '../studio-context.ts'
import { PlanScript } from './plan-script.tsx'
import { Properties } from './properties.tsx'
import { Told } from './told.tsx'

/** What led here: the script of the run, the story of its failure, and the past of the chosen event. */
export function Why() {
  const studio = useStudio()
  const { timeline } = studio.run.value
  const { told, commands } = studio.carried.origin
  const cone = studio.cone.value
  return (
    <>
      <Properties />
      {told && <Told told={told} />}
      <PlanScript />
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
      <section>
        <h3>To see it again</h3>
        {commands.map((command) => (
          <pre key={command}>{command}</pre>
        ))}
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
