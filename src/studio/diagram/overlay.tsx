import type { ReadonlySignal } from '@preact/signals'
import { formatTime } from '../../kernel/time.ts'
import { shortJson } from '../../trace/short-json.ts'
import { describeEvent } from '../../trace/transcript.ts'
import type { Flight } from '../model/messages.ts'
import type { Timeline } from '../model/timeline.ts'
import { useStudio } from '../studio-context.ts'
import type { Found } from './find.ts'
import { HistoryDrawing } from './history-drawing.tsx'
import { airborne } from './paint-flights.ts'
import { pathOf } from './paths.ts'
import { type Scene, xOfEntry, xOfTime } from './scene.ts'

/** What is selected or under the pointer, drawn over the canvas. */
export function Overlay({
  scene: sceneSignal,
  hovered,
  isMain,
}: {
  scene: ReadonlySignal<Scene | null>
  hovered: ReadonlySignal<Found | null>
  /** Whether it is the run in which the cursor is; in the other one only the time is the same. */
  isMain: ReadonlySignal<boolean>
}) {
  const studio = useStudio()
  const scene = sceneSignal.value
  if (scene === null) return null
  const cursor = studio.cursor.value
  const { run, lanes, width } = scene
  const isHere = isMain.value
  const isBetween = studio.isPlaying.value || !isHere
  const x = isBetween ? xOfTime(scene, studio.playhead.value) : xOfEntry(scene, cursor)
  const node = isBetween ? -1 : run.timeline.nodeOf[cursor]!
  const chosen = isHere ? studio.flightEndingAt(cursor) : null
  const sent = isHere ? studio.flightsFrom(cursor) : []
  const parting = studio.parting.value
  const found = hovered.value
  return (
    <>
      <svg class="overlay" width={width} height={lanes.height} aria-hidden="true">
        {parting !== null && parting < run.timeline.length && (
          <g class="parting">
            <line x1={xOfEntry(scene, parting)} x2={xOfEntry(scene, parting)} y1={16} y2={lanes.height} />
            <text x={xOfEntry(scene, parting) + 5} y={lanes.height - 6}>
              here the runs part
            </text>
          </g>
        )}
        {studio.drawn.value && isHere && <HistoryDrawing scene={scene} {...studio.drawn.value} />}
        <line class="cursor" x1={x} x2={x} y1={14} y2={lanes.height} />
        <path class="cursor-handle" d={`M${x - 5} 14 h10 l-5 7 z`} />
        {sent.map((flight) => (
          <FlightLine key={flight.end} scene={scene} flight={flight} kind="sent" />
        ))}
        {chosen && <FlightLine scene={scene} flight={chosen} kind="chosen" />}
        {airborne(scene, studio.playhead.value)
          .slice(0, 200)
          .map(({ flight, x: at, y }, index) => (
            <circle
              key={index}
              class="airborne"
              cx={at}
              cy={y}
              r="3.5"
              fill={scene.typeColours.get(flight.message.type)}
            />
          ))}
        {node >= 0 && <circle class="chosen" cx={x} cy={lanes.y[node]} r="8" />}
        {found?.type === 'flight' && <FlightLine scene={scene} flight={found.flight} kind="hovered" />}
        {found?.type === 'event' && run.timeline.nodeOf[found.entry]! >= 0 && (
          <circle
            class="hovered"
            cx={xOfEntry(scene, found.entry)}
            cy={lanes.y[run.timeline.nodeOf[found.entry]!]}
            r="7"
          />
        )}
      </svg>
      {found && <Hint scene={scene} found={found} />}
    </>
  )
}

function FlightLine({ scene, flight, kind }: { scene: Scene; flight: Flight; kind: string }) {
  const { x0, y0, x1, y1, x2 } = pathOf(scene, flight)
  const wait = x2 - x1 > 1 ? ` L${x2} ${y1}` : ''
  return (
    <path
      class={`flight ${kind}`}
      d={`M${x0} ${y0} L${x1} ${y1}${wait}`}
      stroke={scene.typeColours.get(flight.message.type)}
    />
  )
}

/** A sentence on what is under the pointer. */
function Hint({ scene, found }: { scene: Scene; found: Found }) {
  const { timeline } = scene.run
  const [x, y, text] = ((): [number, number, string] => {
    if (found.type === 'event') {
      const node = timeline.nodeOf[found.entry]!
      const event = timeline.event(found.entry)
      return [
        xOfEntry(scene, found.entry),
        node < 0 ? 40 : scene.lanes.y[node]!,
        `${formatTime(event.at)}  ${describeEvent(event)}`,
      ]
    }
    const { x0, x1, y0, y1 } = pathOf(scene, found.flight)
    return [(x0 + x1) / 2, (y0 + y1) / 2, describeFlight(timeline, found.flight)]
  })()
  const isRight = x > scene.width / 2
  const style = isRight
    ? { right: `${scene.width - x + 12}px`, top: `${y + 12}px` }
    : { left: `${x + 12}px`, top: `${y + 12}px` }
  return (
    <div class="hint" style={style}>
      {text}
    </div>
  )
}

export function describeFlight(timeline: Timeline, flight: Flight): string {
  const { nodes } = timeline.recording
  const { type, ...payload } = flight.message
  const what = Object.keys(payload).length === 0 ? type : `${type} ${shortJson(payload)}`
  const when = `${formatTime(flight.sentAt)} – ${flight.end < 0 ? '' : formatTime(flight.endedAt)}`
  const lost = flight.fate === 'lost' ? (timeline.detail(flight.end) as { reason: string }).reason : ''
  const fate = {
    delivered: '',
    late: ', held up',
    damaged: ', damaged',
    flying: ', still on its way',
    lost: `, lost (${lost})`,
  }
  return `${nodes[flight.from]!.id} → ${nodes[flight.to]!.id}  ${what}\n${when}${fate[flight.fate]}${flight.duplicated ? ', sent twice' : ''}`
}
