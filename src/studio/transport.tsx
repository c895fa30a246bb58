import { formatTime } from '../kernel/time.ts'
import { describeEvent } from '../trace/transcript.ts'
import { grouped } from './digits.ts'
import { Icon } from './icon.tsx'
import { nextStop, type Stop } from './navigation.ts'
import { Overview } from './overview.tsx'
import { speeds } from './playing.ts'
import { useStudio } from './studio-context.ts'

/** The scrubber, and the buttons that go from event to event and play. */
export function Transport() {
  const studio = useStudio()
  const { timeline } = studio.run.value
  const cursor = studio.cursor.value
  const event = timeline.event(cursor)
  const to = (stop: Stop, direction: 1 | -1) => () => studio.go(nextStop(timeline, cursor, stop, direction))
  const isPlaying = studio.isPlaying.value
  return (
    <section class="transport" aria-label="Time">
      <div class="scrubber">
        <Overview />
        <input
          type="range"
          aria-label="Event"
          min={0}
          max={timeline.length - 1}
          value={cursor}
          aria-valuetext={`${formatTime(event.at)}, event ${cursor + 1} of ${timeline.length}: ${describeEvent(event)}`}
          onInput={(input) => studio.go(Number(input.currentTarget.value))}
        />
      </div>
      <div class="buttons">
        <button
          type="button"
          title="Previous fault (Shift+F)"
          aria-label="Previous fault"
          onClick={to('fault', -1)}
        >
          <Icon name="previousStop" />
          <span> fault</span>
        </button>
        <button
          type="button"
          title="Previous event (←)"
          aria-label="Previous event"
          onClick={to('event', -1)}
        >
          <Icon name="previous" />
        </button>
        <button
          type="button"
          class="play"
          title="Play (space)"
          aria-label={isPlaying ? 'Pause' : 'Play'}
          onClick={() => {
            studio.isPlaying.value = !isPlaying
          }}
        >
          <Icon name={isPlaying ? 'pause' : 'play'} />
        </button>
        <button type="button" title="Next event (→)" aria-label="Next event" onClick={to('event', 1)}>
          <Icon name="next" />
        </button>
        <button type="button" title="Next fault (F)" aria-label="Next fault" onClick={to('fault', 1)}>
          <span>fault </span>
          <Icon name="nextStop" />
        </button>
        <label class="speed">
          <span>Speed</span>
          <select
            value={studio.speed.value}
            onChange={(change) => {
              studio.speed.value = Number(change.currentTarget.value)
            }}
          >
            {speeds.map((speed) => (
              <option key={speed} value={speed}>
                {speed}×
              </option>
            ))}
          </select>
        </label>
        <output class="now">
          <b>{formatTime(studio.playhead.value)}</b>
          <small>
            event {grouped(cursor + 1)} of {grouped(timeline.length)}
          </small>
        </output>
        <span class="zooms">
          <button type="button" title="Zoom out (−)" aria-label="Zoom out" onClick={() => studio.zoomBy(0.5)}>
            −
          </button>
          <button type="button" title="Zoom in (+)" aria-label="Zoom in" onClick={() => studio.zoomBy(2)}>
            +
          </button>
          <button type="button" title="Show the whole run (0)" onClick={() => studio.fit()}>
            All
          </button>
          <button
            type="button"
            title="Draw time to scale, or give every event the same room (O)"
            aria-pressed={studio.axisKind.value === 'order'}
            onClick={() => studio.switchAxis()}
          >
            {studio.axisKind.value === 'time' ? 'to scale' : 'event by event'}
          </button>
        </span>
      </div>
    </section>
  )
}
