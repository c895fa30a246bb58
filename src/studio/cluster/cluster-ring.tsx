import { formatTime } from '../../kernel/time.ts'
import { markAt } from '../model/marks.ts'
import { useStudio } from '../studio-context.ts'
import { placesOf } from './places.ts'

const [width, height] = [360, 300]

/** The nodes on a ring, their clients around it, and the messages that are on their way between them. */
export function ClusterRing() {
  const studio = useStudio()
  const { recording, flightIndex, timeline, bands } = studio.run.value
  const { nodes } = recording
  const now = studio.playhead.value
  const moment = studio.moment.value
  const marks = studio.marks.value.get(studio.run.value)
  const places = placesOf(nodes, width, height)
  const colours = studio.typeColours(Array.from({ length: 8 }, (_, index) => `var(--type-${index + 1})`))
  const current = bands.filter(({ from, to }) => from <= now && to > now)
  const sides = current.find(({ kind }) => kind === 'cut')?.sides
  const here = timeline.nodeOf[studio.cursor.value]
  const airborne = flightIndex.at(now).filter(({ message }) => !studio.hiddenTypes.value.has(message.type))
  return (
    <figure class="cluster-ring">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`The cluster at ${formatTime(now)}`}>
        {airborne.map((flight, index) => {
          const [a, b] = [places[flight.from]!, places[flight.to]!]
          return (
            <line
              key={`link ${flight.sent} ${index}`}
              class={`link ${flight.fate}`}
              x1={a.x}
              y1={a.y}
              x2={b.x}
              y2={b.y}
              stroke={colours.get(flight.message.type)}
            />
          )
        })}
        {nodes.map(({ id, client }, node) => {
          const { x, y, radius } = places[node]!
          const mark = marks ? markAt(marks[node]!, now) : null
          const state = moment?.[node]
          const number = Number.parseInt(mark?.epoch ?? '', 10)
          const colour = Number.isNaN(number) ? 'var(--muted)' : `var(--epoch-${(number % 6) + 1})`
          const side = sides?.get(node)
          return (
            <g key={id} class={`member ${client ? 'client' : ''} ${state?.up === false ? 'down' : ''}`}>
              {side !== undefined && (
                <circle
                  class="side"
                  cx={x}
                  cy={y}
                  r={radius + 9}
                  fill={`var(--type-${[1, 2, 5, 4][side % 4]})`}
                />
              )}
              <circle
                cx={x}
                cy={y}
                r={radius}
                fill={mark?.strong ? colour : 'var(--surface)'}
                stroke={node === here ? 'var(--accent)' : colour}
                stroke-width={node === here ? 4 : 2.5}
              />
              {state?.up === false && (
                <path
                  class="cross"
                  d={`M${x - radius * 0.7} ${y - radius * 0.7} L${x + radius * 0.7} ${y + radius * 0.7} M${x + radius * 0.7} ${y - radius * 0.7} L${x - radius * 0.7} ${y + radius * 0.7}`}
                />
              )}
              {state?.paused && (
                <path class="paused" d={`M${x - 5} ${y - 9} V${y + 9} M${x + 5} ${y - 9} V${y + 9}`} />
              )}
              <text class="id" x={x} y={id.length > 5 ? y + radius + 12 : y + 4} text-anchor="middle">
                {id.length > 14 ? `${id.slice(0, 13)}…` : id}
              </text>
              {mark && (
                <text class="role" x={x} y={y + radius + (id.length > 5 ? 24 : 13)} text-anchor="middle">
                  {mark.epoch === '' ? mark.role : `${mark.role} · ${mark.epoch}`}
                </text>
              )}
            </g>
          )
        })}
        {airborne.map((flight, index) => {
          const [a, b] = [places[flight.from]!, places[flight.to]!]
          const whole = Math.max(1, flight.due - flight.sentAt)
          const share = Math.min(0.94, (now - flight.sentAt) / whole)
          const [x, y] = [a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share]
          return (
            <g key={`message ${flight.sent} ${index}`} class={`message ${flight.fate}`}>
              <circle cx={x} cy={y} r="5" fill={colours.get(flight.message.type)} />
              {airborne.length < 9 && (
                <text x={x + 8} y={y + 3}>
                  {flight.message.type}
                </text>
              )}
            </g>
          )
        })}
      </svg>
      {current.length > 0 && <figcaption>{current.map(({ label }) => label).join('; ')}</figcaption>}
    </figure>
  )
}
