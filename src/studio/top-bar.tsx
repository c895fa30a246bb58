import { formatTime } from '../kernel/time.ts'
import { grouped } from './digits.ts'
import { RunSwitch } from './run-switch.tsx'
import { useStudio } from './studio-context.ts'

/** What the run shows, how it ended, and how to see it again. */
export function TopBar() {
  const studio = useStudio()
  const { recording } = studio.run.value
  const { origin, live } = studio.carried
  const [first] = recording.violations
  const verdict = first ? `✗ ${first.property}` : recording.verdict === 'passed' ? '✓ passed' : '? undecided'
  return (
    <header class="top">
      <div class="title">
        <h1>{recording.title}</h1>
        <p>
          <span class={`verdict ${recording.verdict}`}>{verdict}</span>
          <span>{origin.scenario}</span>
          <span>
            seed <b>{recording.plan.seed}</b>
          </span>
          <span>
            {grouped(recording.events)} events in {formatTime(recording.endedAt)}
          </span>
          <span title="Sixteen digits over all events: equal hashes, equal runs">
            hash <code>{recording.hash}</code>
          </span>
          <Reproduced />
          {live === null && <span class="badge">recording only</span>}
        </p>
      </div>
      <RunSwitch />
      <div class="actions">
        <SchemeSwitch />
        <button
          type="button"
          title="Keys (?)"
          onClick={() => {
            studio.helpIsOpen.value = true
          }}
        >
          ?
        </button>
      </div>
    </header>
  )
}

/** Whether this browser comes to the same run as the engine that recorded it. */
function Reproduced() {
  const studio = useStudio()
  const own = studio.ownHash.value
  if (own === null) return null
  if (own === studio.original.recording.hash)
    return (
      <span class="reproduced" title="This browser has run it again and come to the same hash">
        ✓ run again here
      </span>
    )
  return (
    <span class="badge bad" role="alert">
      this browser comes to another run, {own}: the recording is shown, its states are not to be trusted
    </span>
  )
}

function SchemeSwitch() {
  const toggle = () => {
    const root = document.documentElement
    const isDark =
      root.dataset.scheme === undefined
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : root.dataset.scheme === 'dark'
    root.dataset.scheme = isDark ? 'light' : 'dark'
  }
  return (
    <button type="button" title="Light or dark" aria-label="Light or dark" onClick={toggle}>
      ◐
    </button>
  )
}
