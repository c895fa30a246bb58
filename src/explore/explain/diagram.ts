import { type ToldEvent, timesOf } from './story.ts'

/**
 * A space–time diagram in characters: a lane for each node, time downwards, messages as arrows to where they are
 * handled. `●` handles something, `✕` crashes, `○` starts, `✗` is where a property broke.
 */
export function diagramOf(plot: readonly ToldEvent[], nodes: readonly string[]): string[] {
  const involved = nodes.filter((node) =>
    plot.some(({ event }) => event.node === node || event.peer === node),
  )
  if (involved.length === 0) return []
  const width = Math.max(6, ...involved.map(({ length }) => length + 2))
  const times = timesOf(plot.map(({ event }) => event.at))
  const margin = ' '.repeat(times[0]!.length + 2)
  const rows = plot.map(({ event }, row) => {
    const lanes = laneCharacters(involved.length, width)
    const at = involved.indexOf(event.node ?? '')
    const from = involved.indexOf(event.peer ?? '')
    const mark = marks[event.kind] ?? '●'
    if (at >= 0) lanes[at * width] = mark
    if (at >= 0 && from >= 0 && from !== at) drawArrow(lanes, from * width, at * width)
    const label = at < 0 ? `  ${labelOf(event)}` : `   ${labelOf(event)}`
    return `${times[row]}  ${lanes.join('')}${label}`.trimEnd()
  })
  return [
    margin +
      involved
        .map((node) => node.padEnd(width))
        .join('')
        .trimEnd(),
    ...rows,
  ]
}

const marks: Readonly<Record<string, string>> = { crash: '✕', boot: '○', violation: '✗', invoke: '◆' }

function laneCharacters(lanes: number, width: number): string[] {
  const characters: string[] = []
  for (let lane = 0; lane < lanes; lane++) characters.push('│', ...' '.repeat(width - 1))
  return characters.slice(0, (lanes - 1) * width + 1)
}

function drawArrow(lanes: string[], from: number, to: number): void {
  const step = from < to ? 1 : -1
  lanes[from] = from < to ? '├' : '┤'
  for (let at = from + step; at !== to; at += step) lanes[at] = lanes[at] === '│' ? '┼' : '─'
  lanes[to - step] = from < to ? '▶' : '◀'
}

function labelOf({ kind, detail }: ToldEvent['event']): string {
  if (kind === 'deliver' || kind === 'corrupted') return (detail as { type: string }).type
  if (kind === 'timeout' || kind === 'note' || kind === 'synced') return String(detail)
  if (kind === 'fault') return `fault: ${(detail as { type: string }).type}`
  if (kind === 'violation') return (detail as { property: string }).property
  return kind
}
