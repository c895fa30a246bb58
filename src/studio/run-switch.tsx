import type { ShownRun } from './model/shown-run.ts'
import { useStudio } from './studio-context.ts'

/** Chooses between the original run and the branch. */
export function RunSwitch() {
  const studio = useStudio()
  const branch = studio.branch.value
  if (branch === null) return null
  return (
    <div class="run-switch" role="radiogroup" aria-label="Which run">
      <Choice run={studio.original} isBranch={false} />
      {'run' in branch && <Choice run={branch.run} isBranch />}
    </div>
  )
}

function Choice({ run, isBranch }: { run: ShownRun; isBranch: boolean }) {
  const studio = useStudio()
  const { recording, name } = run
  const verdict = recording.violations[0]?.property
  return (
    <label class={recording.verdict}>
      <input
        type="radio"
        name="run"
        checked={studio.run.value === run}
        onChange={() => studio.lookAt(isBranch)}
      />
      <b>{name}</b> {verdict === undefined ? recording.verdict : `✗ ${verdict}`}
    </label>
  )
}
