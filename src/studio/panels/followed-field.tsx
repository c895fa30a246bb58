import { formatTime } from '../../kernel/time.ts'
import { shortJson } from '../../trace/short-json.ts'
import { grouped } from '../digits.ts'
import { useStudio } from '../studio-context.ts'

/** How many of its values are shown: those around the chosen moment. */
const around = 4

/** The field that one follows: what it was, is and will be. */
export function FollowedField() {
  const studio = useStudio()
  const followed = studio.followed.value
  if (followed === null) return null
  const { recording, timeline } = studio.run.value
  const changes = studio.changesOfField.value
  const cursor = studio.cursor.value
  const now = changes.findLastIndex(({ entry }) => entry <= cursor)
  const first = Math.max(0, now - around)
  return (
    <section class="followed" aria-label="The followed field">
      <p>
        <b>
          {recording.nodes[followed.node]?.id}.{followed.path.join('.')}
        </b>{' '}
        has {grouped(changes.length)} values (keys X and Shift+X){' '}
        <button
          type="button"
          onClick={() => {
            studio.followed.value = null
          }}
        >
          Stop following
        </button>
      </p>
      <ol class="story">
        {changes.slice(first, now + around + 1).map(({ entry, value }, place) => (
          <li key={entry}>
            <button
              type="button"
              class={first + place === now ? 'chosen' : ''}
              onClick={() => studio.go(entry)}
            >
              <span class="time">{formatTime(timeline.times[entry]!)}</span>{' '}
              <span class="value">{shortJson(value ?? null, 60)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
