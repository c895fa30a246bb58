import type { DrawnCycle } from '../../checkers/history-picture.ts'
import { describeOperation } from '../model/operations.ts'
import { useStudio } from '../studio-context.ts'

const [width, height, radius] = [360, 230, 80]

/** Transactions that would each have to come before the next, round and round; every edge by the kind of its reason. */
export function CycleGraph({ cycle }: { cycle: DrawnCycle }) {
  const studio = useStudio()
  const { operations } = studio.run.value
  const count = cycle.operations.length
  const at = (index: number) => {
    const angle = (2 * Math.PI * index) / count - Math.PI / 2
    return { x: width / 2 + radius * 1.4 * Math.cos(angle), y: height / 2 + radius * Math.sin(angle) }
  }
  return (
    <figure class="cycle-graph">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`A cycle: ${cycle.name}`}>
        <defs>
          <marker
            id="edge-head"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
          >
            <path d="M0 0 L8 4 L0 8 Z" />
          </marker>
        </defs>
        {cycle.dependencies.map(({ kind, from, to, because }) => {
          const [a, b] = [at(from), at(to)]
          const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
          const [across, down] = [(b.x - a.x) / length, (b.y - a.y) / length]
          const [bendX, bendY] = [(a.x + b.x) / 2 + down * 22, (a.y + b.y) / 2 - across * 22]
          return (
            <g key={`${from} ${to}`} class="edge">
              <title>{because}</title>
              <path
                d={`M${a.x + across * 20} ${a.y + down * 20} Q${bendX} ${bendY} ${b.x - across * 22} ${b.y - down * 22}`}
                marker-end="url(#edge-head)"
              />
              <text x={bendX + down * 8} y={bendY - across * 8 + 4} text-anchor="middle">
                {kind}
              </text>
            </g>
          )
        })}
        {cycle.operations.map((place, index) => {
          const { x, y } = at(index)
          return (
            <g key={place} class="transaction">
              <circle cx={x} cy={y} r="17" />
              <text x={x} y={y + 4} text-anchor="middle">
                T{index + 1}
              </text>
            </g>
          )
        })}
      </svg>
      <ol class="story">
        {cycle.operations.map((place, index) => {
          const shown = operations[place]
          return (
            shown && (
              <li key={place}>
                <button type="button" onClick={() => studio.go(shown.invoked)}>
                  <b>T{index + 1}</b> {shown.operation.process}: {describeOperation(shown.operation)}
                </button>
              </li>
            )
          )
        })}
      </ol>
    </figure>
  )
}
