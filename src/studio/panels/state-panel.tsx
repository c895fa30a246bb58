import { formatTime } from '../../kernel/time.ts'
import { describeEvent } from '../../trace/transcript.ts'
import { useStudio } from '../studio-context.ts'
import { FollowedField } from './followed-field.tsx'
import { StateTree } from './state-tree.tsx'

/** Every node's state at the chosen moment; what differs from the moment it is compared to is marked. */
export function StatePanel() {
  const studio = useStudio()
  const { timeline } = studio.run.value
  const cursor = studio.cursor.value
  const event = timeline.event(cursor)
  const moment = studio.moment.value
  const earlier = studio.earlier.value
  const compared = studio.comparedTo.value
  return (
    <>
      <p class="event-line">
        <span class="time">{formatTime(event.at)}</span> {describeEvent(event)}
      </p>
      <p class="compare">
        {compared === null ? (
          <>
            Marked: what this event changed.{' '}
            <button
              type="button"
              onClick={() => {
                studio.comparedTo.value = cursor
              }}
            >
              Compare with this moment
            </button>
          </>
        ) : (
          <>
            Marked: the difference from{' '}
            <button type="button" class="link" onClick={() => studio.go(compared)}>
              {formatTime(timeline.times[compared]!)}
            </button>{' '}
            <button
              type="button"
              onClick={() => {
                studio.comparedTo.value = null
              }}
            >
              Stop comparing
            </button>
          </>
        )}
      </p>
      <FollowedField />
      {moment === null ? (
        <p class="empty">
          This page shows a recording without its code, so there are no states to see.{' '}
          {studio.carried.origin.notLive}
        </p>
      ) : (
        moment.map((node, index) => {
          const before = earlier?.[index]
          const isHere = timeline.nodeOf[cursor] === index
          return (
            <details key={node.id} class={`node ${isHere ? 'here' : ''}`} open>
              <summary>
                <b>{node.id}</b>
                {!node.up && <span class="badge bad">down</span>}
                {node.paused && <span class="badge">paused</span>}
                {isHere && <span class="badge accent">here</span>}
              </summary>
              <StateTree
                value={node.state}
                before={before ? before.state : node.state}
                follow={(path) => {
                  studio.followed.value = { node: index, path }
                }}
              />
            </details>
          )
        })
      )}
    </>
  )
}
