import type { ReadonlySignal } from '@preact/signals'
import { markAt } from '../model/marks.ts'
import type { ShownRun } from '../model/shown-run.ts'
import { useStudio } from '../studio-context.ts'
import type { Lanes } from './lanes.ts'

/** The nodes' names beside their lanes, with what each is at the chosen moment. */
export function LaneNames({ run, lanes }: { run: ShownRun; lanes: ReadonlySignal<Lanes> }) {
  const studio = useStudio()
  const { nodes } = run.recording
  const marks = studio.marksFor(run)
  const { y, height } = lanes.value
  return (
    <ul class="lane-names" style={{ height: `${height}px` }} aria-label="Nodes">
      {nodes.map(({ id, kind, client }, node) => {
        const mark = marks && markAt(marks[node]!, studio.playhead.value)
        return (
          <li
            key={id}
            style={{ top: `${y[node]}px` }}
            class={client ? 'client' : ''}
            title={`${id} (${kind})`}
          >
            <b>{id}</b>
            <small>{mark?.role ?? kind}</small>
          </li>
        )
      })}
    </ul>
  )
}
