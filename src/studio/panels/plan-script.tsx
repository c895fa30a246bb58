import { describeTimedFault } from '../../faults/describe.ts'
import { useStudio } from '../studio-context.ts'

/** The faults of the run's plan, each leading to where it strikes. */
export function PlanScript() {
  const studio = useStudio()
  const { recording, timeline } = studio.run.value
  const { seed, faults } = recording.plan
  const lines = faults.map((timed) => ({ line: describeTimedFault(timed), at: timed.at }))
  return (
    <section>
      <h3>Its plan</h3>
      <ol class="script">
        <li>seed {seed}</li>
        {lines.map(({ line, at }) => (
          <li key={line}>
            <button type="button" onClick={() => studio.go(timeline.lastAt(at))}>
              {line}
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
