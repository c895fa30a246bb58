import type { ReadonlySignal } from '@preact/signals'
import { grouped } from '../digits.ts'
import { useStudio } from '../studio-context.ts'
import type { Colours } from './colours.ts'
import type { Painted } from './paint.ts'

/** The types of message with their colours, to be shown or hidden, and what each kind of line means. */
export function Legend({
  painted,
  colours,
}: {
  painted: ReadonlySignal<Painted>
  colours: ReadonlySignal<Colours | null>
}) {
  const studio = useStudio()
  if (colours.value === null) return <div class="legend" />
  const types = [...studio.typeColours(colours.value.types)]
  const hidden = studio.hiddenTypes.value
  const toggle = (type: string) => {
    const next = new Set(hidden)
    if (!next.delete(type)) next.add(type)
    studio.hiddenTypes.value = next
  }
  const { messages, areMessagesDrawn } = painted.value
  return (
    <div class="legend">
      <fieldset class="types" aria-label="Types of message">
        {types.map(([type, colour]) => (
          <button
            key={type}
            type="button"
            aria-pressed={!hidden.has(type)}
            title={`${hidden.has(type) ? 'Show' : 'Hide'} ${type}`}
            onClick={() => toggle(type)}
          >
            <i style={hidden.has(type) ? {} : { '--colour': colour }} />
            {type}
          </button>
        ))}
      </fieldset>
      <span class="lines" aria-hidden="true">
        <LineSample dash="" end="arrow" name="delivered" />
        <LineSample dash="4 3" end="cross" name="lost" />
        <LineSample dash="8 3 2 3" end="ring" name="copied" />
        <LineSample dash="1.5 3" end="square" name="held up" />
        <LineSample dash="" end="arrow" name="damaged" isDamaged />
      </span>
      {!areMessagesDrawn && (
        <span class="dense" role="status">
          {grouped(messages)} messages in view: zoom in to see them
        </span>
      )}
    </div>
  )
}

function LineSample({
  dash,
  end,
  name,
  isDamaged,
}: {
  dash: string
  end: string
  name: string
  isDamaged?: true
}) {
  const path = isDamaged ? 'M1 6 l4 -3 l4 6 l4 -6 l4 6 l4 -3' : 'M1 6 H22'
  return (
    <span class="sample">
      <svg width="32" height="12" viewBox="0 0 32 12" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray={dash} />
        {end === 'arrow' && <path d="M22 2.5 L30 6 L22 9.5 Z" fill="currentColor" />}
        {end === 'cross' && <path d="M23 2.5 l7 7 m0 -7 l-7 7" stroke="currentColor" stroke-width="1.7" />}
        {end === 'ring' && (
          <circle cx="26" cy="6" r="3" fill="none" stroke="currentColor" stroke-width="1.5" />
        )}
        {end === 'square' && <rect x="23" y="3" width="6" height="6" fill="currentColor" />}
      </svg>
      {name}
    </span>
  )
}
