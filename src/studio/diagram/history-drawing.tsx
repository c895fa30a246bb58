import type { DrawnCycle, DrawnLinearization } from '../../checkers/history-picture.ts'
import { linearizationPoints } from '../model/linearization-points.ts'
import { type Scene, xOfTime } from './scene.ts'

/** An order that explains the history, as a thread through the operations; or a cycle, as arrows between them. */
export function HistoryDrawing({
  scene,
  linearization,
  cycle,
}: {
  scene: Scene
  linearization: DrawnLinearization | undefined
  cycle: DrawnCycle | undefined
}) {
  return (
    <g class="history-drawing">
      {linearization && <Thread scene={scene} linearization={linearization} />}
      {cycle && <Cycle scene={scene} cycle={cycle} />}
    </g>
  )
}

function Thread({ scene, linearization }: { scene: Scene; linearization: DrawnLinearization }) {
  const { run, lanes } = scene
  const { history } = run.recording
  const points = linearizationPoints(linearization, history, run.timeline.end).flatMap((point) => {
    const operation = run.operations[point.place]
    return operation ? [{ ...point, x: xOfTime(scene, point.at), y: lanes.y[operation.node]! }] : []
  })
  const stuck = linearization.stuck && run.operations[linearization.stuck.place]
  return (
    <>
      <polyline class="thread" points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
      {points.map(({ place, x, y, text }, index) => (
        <g key={place} class="point">
          <circle cx={x} cy={y} r="6.5" />
          <text x={x} y={y + 3} text-anchor="middle">
            {index + 1}
          </text>
          <title>{text}</title>
        </g>
      ))}
      {stuck && (
        <rect
          class="stuck"
          x={xOfTime(scene, stuck.from) - 3}
          y={lanes.y[stuck.node]! - 13}
          width={Math.max(6, xOfTime(scene, stuck.to) - xOfTime(scene, stuck.from) + 6)}
          height="26"
          rx="7"
        />
      )}
    </>
  )
}

function Cycle({ scene, cycle }: { scene: Scene; cycle: DrawnCycle }) {
  const { run, lanes } = scene
  const places = cycle.operations.map((place) => {
    const operation = run.operations[place]
    if (!operation) return { x: 0, y: 0 }
    return {
      x: (xOfTime(scene, operation.from) + xOfTime(scene, operation.to)) / 2,
      y: lanes.y[operation.node]!,
    }
  })
  return (
    <>
      <defs>
        <marker
          id="cycle-head"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0 L8 4 L0 8 Z" />
        </marker>
      </defs>
      {cycle.dependencies.map(({ kind, from, to }) => {
        const [a, b] = [places[from]!, places[to]!]
        const bend = (b.x - a.x) * 0.12 + 24
        const [middleX, middleY] = [(a.x + b.x) / 2, (a.y + b.y) / 2 - bend]
        return (
          <g key={`${from} ${to}`} class="dependency">
            <path d={`M${a.x} ${a.y} Q${middleX} ${middleY} ${b.x} ${b.y}`} marker-end="url(#cycle-head)" />
            <text
              x={(a.x + 2 * middleX + b.x) / 4}
              y={(a.y + 2 * middleY + b.y) / 4 - 4}
              text-anchor="middle"
            >
              {kind}
            </text>
          </g>
        )
      })}
    </>
  )
}
