import { formatTime } from '../../kernel/time.ts'
import { grouped } from '../digits.ts'
import { describeChange } from '../model/changes.ts'
import { useStudio } from '../studio-context.ts'

/** What was changed, what came of it, and where the two runs part. */
export function BranchSummary() {
  const studio = useStudio()
  const changes = studio.changes.value
  const branch = studio.branch.value
  if (changes.length === 0) return null
  return (
    <section class="branch-summary" aria-label="The branch">
      <ol>
        {changes.map((change, index) => (
          <li key={JSON.stringify(change)}>
            <span>{describeChange(change, studio.original.recording.plan)}</span>
            <button
              type="button"
              aria-label="Take this change back"
              title="Take this change back"
              onClick={() => studio.become(changes.toSpliced(index, 1), studio.looksAtBranch.value)}
            >
              ✕
            </button>
          </li>
        ))}
      </ol>
      {branch !== null && 'problem' in branch && (
        <p class="problem" role="alert">
          {branch.problem}
        </p>
      )}
      {branch !== null && 'run' in branch && <Outcome />}
    </section>
  )
}

function Outcome() {
  const studio = useStudio()
  const branch = studio.branch.value
  if (branch === null || !('run' in branch)) return null
  const { recording, timeline } = branch.run
  const parting = studio.parting.value
  const copy = () => navigator.clipboard?.writeText(JSON.stringify(recording.plan))
  return (
    <>
      <p role="status">
        {parting === null ? (
          'It is the same run, to the last event.'
        ) : (
          <>
            Both runs have the first {grouped(parting)} entries in common; they part at{' '}
            <button type="button" class="link" onClick={() => studio.go(parting)}>
              {formatTime(timeline.times[Math.min(parting, timeline.length - 1)]!)}
            </button>
            .
          </>
        )}
      </p>
      <p>
        Hash <code class="branch-hash">{recording.hash}</code>, {recording.verdict}
        {recording.violations.map(({ property }) => ` ✗ ${property}`)}
      </p>
      <p>
        <button type="button" onClick={copy}>
          Copy its plan
        </button>{' '}
        <button type="button" onClick={() => navigator.clipboard?.writeText(location.href)}>
          Copy the address
        </button>{' '}
        <button type="button" onClick={() => studio.become([], false)}>
          Back to the original
        </button>
      </p>
    </>
  )
}
