import type { DrawnCycle, DrawnLinearization, HistoryPicture } from '../../checkers/history-picture.ts'
import { describeOperation } from '../model/operations.ts'
import { useStudio } from '../studio-context.ts'
import { CycleGraph } from './cycle-graph.tsx'

/** How what the clients saw was judged: an order that explains it, where that gets stuck, or the cycles in it. */
export function HistoryPanel() {
  const studio = useStudio()
  const { recording, operations } = studio.run.value
  const { pictures } = recording
  const { property, part } = studio.picture.value
  const shown = pictures[property]?.picture
  const counts = { ok: 0, failed: 0, indeterminate: 0 }
  for (const { outcome } of recording.history) counts[outcome]++
  if (recording.history.length === 0) return <p class="empty">No client asked for anything.</p>
  return (
    <div class="history">
      <p>
        {recording.history.length} operations: {counts.ok} returned, {counts.failed} failed,{' '}
        {counts.indeterminate} without an answer, which may have taken effect or not.
      </p>
      {pictures.length > 1 && (
        <p>
          {pictures.map(({ property: name }, index) => (
            <button
              key={name}
              type="button"
              aria-pressed={index === property}
              onClick={() => {
                studio.picture.value = { property: index, part: 0 }
              }}
            >
              {name}
            </button>
          ))}
        </p>
      )}
      {shown && <PartChoice picture={shown} />}
      {shown?.linearizations[part] && <Order linearization={shown.linearizations[part]} />}
      {shown?.cycles[part] && <Cycle cycle={shown.cycles[part]} />}
      {shown === undefined && (
        <ol class="story">
          {operations.map(({ operation, invoked }) => (
            <li key={invoked}>
              <button type="button" onClick={() => studio.go(invoked)}>
                <b>{operation.process}</b> {describeOperation(operation)}
              </button>
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

/** Chooses an object, or a cycle, if there are several. */
function PartChoice({ picture }: { picture: HistoryPicture }) {
  const studio = useStudio()
  const { property, part } = studio.picture.value
  const names = [
    ...picture.linearizations.map(({ object }) => object || 'the object'),
    ...picture.cycles.map(({ name }, index) => `${name} (${index + 1})`),
  ]
  if (names.length < 2) return null
  return (
    <p class="choices">
      {names.map((name, index) => (
        <button
          key={name}
          type="button"
          aria-pressed={index === part}
          onClick={() => {
            studio.picture.value = { property, part: index }
          }}
        >
          {name}
        </button>
      ))}
    </p>
  )
}

function Order({ linearization: { operations, stuck, object } }: { linearization: DrawnLinearization }) {
  const studio = useStudio()
  const line = ({ place, text }: { readonly place: number; readonly text: string }) => {
    const operation = studio.run.value.operations[place]
    return (
      <button type="button" onClick={() => operation && studio.go(operation.invoked)}>
        <b>{operation?.operation.process}</b> {text}
      </button>
    )
  }
  return (
    <>
      <p class="compare">
        {stuck === null
          ? `One copy${object === '' ? '' : ` of ${object}`} that does one thing at a time could have answered so, in this order; the diagram has a point for each.`
          : 'The longest order that explains all that returned before; in the diagram, a point for each.'}
      </p>
      <ol class="story numbered">
        {operations.map((operation) => (
          <li key={operation.place}>{line(operation)}</li>
        ))}
      </ol>
      {stuck && (
        <div class="stuck">
          <p>Here every order gets stuck. It leaves {stuck.states.join(', or ')}, which does not allow:</p>
          {line(stuck)}
        </div>
      )}
    </>
  )
}

function Cycle({ cycle }: { cycle: DrawnCycle }) {
  return (
    <>
      <CycleGraph cycle={cycle} />
      <pre>{cycle.explanation}</pre>
    </>
  )
}
