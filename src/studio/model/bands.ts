import { describeFault } from '../../faults/describe.ts'
import type { Fault } from '../../faults/fault.ts'
import type { Micros } from '../../kernel/time.ts'
import type { Timeline } from './timeline.ts'

/** A stretch of time in which something is wrong, at some nodes. */
export interface Band {
  readonly kind: 'down' | 'paused' | 'cut' | 'link' | 'slow' | 'clock' | 'disk'
  readonly label: string
  readonly from: Micros
  readonly to: Micros
  /** The lanes that it concerns. */
  readonly nodes: readonly number[]
  /** The entry that began it. */
  readonly entry: number
  /** Of a partition, the side on which each node is; a node on no side is not in it. */
  readonly sides?: ReadonlyMap<number, number>
}

interface Open extends Omit<Band, 'to'> {
  readonly fault: Fault | null
}

/** Crashes, pauses, partitions and all that lasts, as bands in the order in which they began. */
export function bandsOf(timeline: Timeline): Band[] {
  const nodes = timeline.recording.nodes.map(({ id }) => id)
  const open: Open[] = []
  const bands: Band[] = []
  const close = (ends: (band: Open) => boolean, to: Micros) => {
    for (let index = open.length - 1; index >= 0; index--)
      if (ends(open[index]!)) {
        const { fault: _, ...band } = open.splice(index, 1)[0]!
        bands.push({ ...band, to })
      }
  }
  for (let entry = 0; entry < timeline.length; entry++) {
    const kind = timeline.kind(entry)
    const from = timeline.times[entry]!
    const node = timeline.nodeOf[entry]!
    if (kind === 'crash')
      open.push({ kind: 'down', label: `${nodes[node]} is down`, from, nodes: [node], entry, fault: null })
    else if (kind === 'boot') close((band) => band.kind === 'down' && band.nodes[0] === node, from)
    else if (kind === 'heal') close((band) => band.kind !== 'down', from)
    else if (kind === 'fault-end') {
      const fault = timeline.detail(entry) as Fault
      close((band) => band.fault === fault || sameFault(band.fault, fault), from)
    } else if (kind === 'fault') {
      const fault = timeline.detail(entry) as Fault
      if (fault.type === 'heal') close((band) => band.kind === 'cut' || band.kind === 'link', from)
      if (fault.type === 'resume')
        close((band) => band.kind === 'paused' && band.nodes[0] === nodes.indexOf(fault.node), from)
      const band = bandKind(fault)
      if (band === null) continue
      const sides = band === 'cut' && fault.type === 'partition' ? sidesOf(fault, nodes) : undefined
      const concerned = sides ? [...sides.keys()] : nodesOf(fault, nodes)
      open.push({
        kind: band,
        label: describeFault(fault),
        from,
        nodes: concerned,
        entry,
        fault,
        ...(sides && { sides }),
      })
    }
    if (kind === 'crash') close((band) => band.kind === 'paused' && band.nodes[0] === node, from)
  }
  close(() => true, timeline.end)
  return bands.sort((a, b) => a.from - b.from)
}

function bandKind({ type }: Fault): Band['kind'] | null {
  switch (type) {
    case 'pause':
      return 'paused'
    case 'slow':
      return 'slow'
    case 'partition':
      return 'cut'
    case 'clog':
    case 'degrade':
      return 'link'
    case 'clockDrift':
      return 'clock'
    case 'disk':
      return 'disk'
    case 'crash':
    case 'wipe':
    case 'upgrade':
    case 'restart':
    case 'resume':
    case 'heal':
    case 'clockJump':
      return null
    default:
      return type satisfies never
  }
}

function nodesOf(fault: Fault, nodes: readonly string[]): number[] {
  if ('node' in fault) return [nodes.indexOf(fault.node)]
  if (fault.type !== 'clog' && fault.type !== 'degrade') return []
  const ends = [...(fault.from ?? nodes), ...(fault.to ?? nodes)]
  return [...new Set(ends.map((id) => nodes.indexOf(id)))]
}

function sidesOf(
  { cut }: Extract<Fault, { type: 'partition' }>,
  nodes: readonly string[],
): Map<number, number> {
  const groups = (() => {
    switch (cut.shape) {
      case 'groups':
        return cut.groups
      case 'oneWay':
        return [cut.from, cut.to]
      case 'bridge':
        return [...cut.sides, [cut.bridge]]
      case 'ring':
        return cut.ring.map((id) => [id])
      case 'isolate':
        return [[cut.node], nodes.filter((id) => id !== cut.node)]
      default:
        return cut satisfies never
    }
  })()
  return new Map(
    groups.flatMap((group, side) => group.map((id): [number, number] => [nodes.indexOf(id), side])),
  )
}

function sameFault(a: Fault | null, b: Fault): boolean {
  return a !== null && JSON.stringify(a) === JSON.stringify(b)
}
