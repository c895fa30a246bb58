import { formatTime } from '../../kernel/time.ts'
import { shortJson } from '../../trace/short-json.ts'
import type { Flight } from '../model/messages.ts'
import { useStudio } from '../studio-context.ts'

/** The messages on their way at the chosen moment, and what will become of each. */
export function MessagesInFlight() {
  const studio = useStudio()
  const { flightIndex, recording } = studio.run.value
  const now = studio.playhead.value
  const airborne = flightIndex.at(now)
  if (airborne.length === 0) return <p class="empty">No message is on its way at {formatTime(now)}.</p>
  return (
    <ol class="flights">
      {airborne.map((flight, index) => {
        const { type, ...payload } = flight.message
        return (
          <li key={index}>
            <button type="button" onClick={() => flight.end >= 0 && studio.go(flight.end)}>
              <b>
                {recording.nodes[flight.from]!.id} → {recording.nodes[flight.to]!.id}
              </b>{' '}
              {type} <span class="value">{shortJson(payload, 70)}</span>
              <small>{fateInWords(flight, now)}</small>
            </button>
          </li>
        )
      })}
    </ol>
  )
}

function fateInWords({ fate, sentAt, endedAt, due }: Flight, now: number): string {
  const sent = `sent ${formatTime(now - sentAt)} ago`
  if (fate === 'flying') return `${sent}; still on its way when the run ends`
  const end = formatTime(endedAt - now)
  if (fate === 'lost') return `${sent}; will be lost in ${end}`
  const damaged = fate === 'damaged' ? ', damaged' : ''
  return `${sent}; arrives in ${end}${damaged}${due < endedAt ? ', after waiting at the door' : ''}`
}
