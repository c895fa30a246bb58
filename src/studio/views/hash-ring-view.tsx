import { RingPlacement } from '../../protocols/consistent-hashing/placement/ring.ts'
import { placementOf, preferenceList } from '../../protocols/consistent-hashing/preference-list.ts'
import type { StoreNode } from '../../protocols/consistent-hashing/store-state.ts'
import type { View } from '../../protocols/consistent-hashing/view.ts'
import type { Standing } from '../model/marks.ts'
import type { ProtocolView, ViewedNode } from './protocol-view.ts'

/** The hash ring: whose range is where, and where the keys lie. */
export const hashRingView: ProtocolView = {
  kinds: ['store-node'],
  standing(state): Standing | null {
    const { view, admitted, transferred } = state as StoreNode
    if (view === null || !admitted) return { role: 'outside', epoch: '', strong: false }
    const role = view.complete ? 'member' : transferred ? 'has its data' : 'hands over'
    return { role, epoch: String(view.number), strong: !view.complete }
  },
  Picture: HashRing,
}

/** px */
const [centre, radius, thickness] = [130, 100, 16]

function HashRing({ nodes }: { nodes: readonly ViewedNode[] }) {
  const states = nodes.map(({ state }) => state as StoreNode)
  const latest = states.reduce<View | null>(
    (best, { view }) => (view !== null && (best === null || view.number > best.number) ? view : best),
    null,
  )
  if (latest === null) return <p class="empty">No view has been installed.</p>
  const { settings } = states[0]!
  const placement = placementOf(settings, latest.members)
  const keys = [...new Set(states.flatMap(({ cells }) => Object.keys(cells)))].sort()
  const ids = nodes.map(({ id }) => id)
  const colour = (id: string) => `var(--type-${(ids.indexOf(id) % 8) + 1})`
  return (
    <figure class="hash-ring">
      {placement instanceof RingPlacement && (
        <svg viewBox="0 0 260 260" role="img" aria-label={`The hash ring of view ${latest.number}`}>
          {placement.ranges(1).map(({ from, to, nodes: [owner] }) => (
            <path
              key={from}
              d={arc(from / placement.circumference, to / placement.circumference)}
              stroke={colour(owner!)}
              stroke-width={thickness}
              fill="none"
            >
              <title>{owner}</title>
            </path>
          ))}
          {keys.map((key) => {
            const [x, y] = at(placement.position(key) / placement.circumference, radius - thickness)
            const owner = preferenceList(settings, latest.members, key)[0]!
            return (
              <circle key={key} cx={x} cy={y} r="4" fill={colour(owner)} stroke="var(--surface)">
                <title>{`${key}: ${preferenceList(settings, latest.members, key).join(' ')}`}</title>
              </circle>
            )
          })}
          <text x={centre} y={centre - 6} text-anchor="middle">
            view {latest.number}
          </text>
          <text x={centre} y={centre + 12} text-anchor="middle" class="muted">
            {latest.complete ? 'complete' : 'data on its way'}
          </text>
        </svg>
      )}
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">view</th>
            <th scope="col">keys held</th>
            <th scope="col">first of</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ id, up }, index) => {
            const { view, cells } = states[index]!
            const first = keys.filter((key) => preferenceList(settings, latest.members, key)[0] === id)
            return (
              <tr key={id} class={up ? '' : 'down'}>
                <th scope="row">
                  <i class="swatch" style={{ '--colour': colour(id) }} /> {id}
                </th>
                <td>{view === null ? '–' : `${view.number}${view.complete ? '' : ' …'}`}</td>
                <td>{Object.keys(cells).length}</td>
                <td>{first.length}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </figure>
  )
}

/** A point of the ring; shares of the circle go clockwise from the top. */
function at(share: number, distance: number): [x: number, y: number] {
  const angle = share * 2 * Math.PI - Math.PI / 2
  return [centre + distance * Math.cos(angle), centre + distance * Math.sin(angle)]
}

function arc(from: number, to: number): string {
  const end = Math.min(to, from + 0.999)
  const [x0, y0] = at(from, radius)
  const [x1, y1] = at(end, radius)
  return `M${x0} ${y0} A${radius} ${radius} 0 ${end - from > 0.5 ? 1 : 0} 1 ${x1} ${y1}`
}
