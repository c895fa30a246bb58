import { formatTime } from '../../kernel/time.ts'
import { useStudio } from '../studio-context.ts'

/** How each property fared, and where it was violated. */
export function Properties() {
  const studio = useStudio()
  const { recording, timeline } = studio.run.value
  const entryOf = (property: string) => {
    for (let entry = 0; entry < timeline.length; entry++)
      if (
        timeline.kind(entry) === 'violation' &&
        (timeline.detail(entry) as { property: string }).property === property
      )
        return entry
    return timeline.length - 1
  }
  return (
    <ul class="properties" aria-label="Properties">
      {recording.violations.map(({ property, node, at, message, stack }) => (
        <li key={property} class="violated">
          <button type="button" onClick={() => studio.go(entryOf(property))}>
            <b>✗ {property}</b>
            <small>
              violated{node === null ? '' : ` at ${node}`} after {formatTime(at)}
            </small>
          </button>
          <pre>{message}</pre>
          {stack && <pre>{stack}</pre>}
        </li>
      ))}
      {recording.properties
        .filter(({ violated }) => !violated)
        .map(({ name, type, exercised }) => (
          <li key={name} class={exercised > 0 ? 'held' : 'idle'}>
            <b>
              {exercised > 0 ? '✓' : '○'} {name}
            </b>
            <small>
              {type === 'sometimes'
                ? exercised > 0
                  ? `reached ${exercised} times`
                  : 'not reached in this run'
                : exercised > 0
                  ? `held, in ${exercised} situations where it could have failed`
                  : 'was never put at risk'}
            </small>
          </li>
        ))}
    </ul>
  )
}
