import type { ToldFailure } from '../../explore/recording/page-origin.ts'
import { formatTime } from '../../kernel/time.ts'
import { useStudio } from '../studio-context.ts'

/** The failure, shrunk to a script and told in a few events; each line leads to its event. */
export function Told({ told: { plan, script, minimal, necessary, story } }: { told: ToldFailure }) {
  const studio = useStudio()
  const changes = studio.changes.value
  const isShrunk = changes.length === 1 && changes[0]!.type === 'shrunk'
  const isShown =
    plan === null ? studio.run.value === studio.original : isShrunk && studio.looksAtBranch.value
  const show = () => {
    if (plan === null) studio.become([], false)
    else if (!isShown) studio.become([{ type: 'shrunk' }], true)
  }
  const { timeline } = studio.run.value
  return (
    <section class="told">
      <h3>{plan === null ? 'What happens' : 'The same failure, shrunk'}</h3>
      {!minimal && <p class="compare">It was shrunk for some seconds only; “lightcone explain” goes on.</p>}
      <details open={script.length <= 12}>
        <summary>The script ({script.length} lines)</summary>
        <ol class="script">
          {script.map((line) => (
            <li key={line}>
              {necessary.includes(line.split(':')[0]!) && (
                <span class="badge" title="Without it the property holds">
                  necessary
                </span>
              )}{' '}
              {line}
            </li>
          ))}
        </ol>
      </details>
      {!isShown && studio.carried.live !== null && (
        <p>
          <button
            type="button"
            onClick={() => {
              show()
              studio.go(story.at(-1)?.entry ?? 0)
              studio.fit()
            }}
          >
            Look at it
          </button>
        </p>
      )}
      <ol class="story">
        {story.map(({ entry, text }) => (
          <li key={entry}>
            <button
              type="button"
              class={isShown && entry === studio.cursor.value ? 'chosen' : ''}
              disabled={!isShown && studio.carried.live === null}
              onClick={() => {
                show()
                studio.go(entry)
              }}
            >
              {isShown && <span class="time">{formatTime(timeline.times[entry] ?? 0)} </span>}
              {text}
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
