import type { RecordedNode } from '../../explore/recording/recording.ts'

/** Where each node's lane is, from top to bottom: servers first, then their clients. */
export interface Lanes {
  /** The nodes from top to bottom. */
  readonly order: readonly number[]
  /** The middle of each node's lane, px, by node. */
  readonly y: readonly number[]
  readonly height: number
  /** From lane to lane, px. */
  readonly pitch: number
}

/** Room above the first lane: for the axis and the faults of the whole cluster. */
export const headroom = 44
const lowest = 26

/** As high as there is room for, and never so narrow that nothing can be read. */
export function lanesOf(nodes: readonly RecordedNode[], room: number): Lanes {
  const all = nodes.map((_, index) => index)
  const order = [...all.filter((node) => !nodes[node]!.client), ...all.filter((node) => nodes[node]!.client)]
  const pitch = Math.max(lowest, Math.min(160, (room - headroom - 12) / nodes.length))
  const y = nodes.map((_, node) => headroom + pitch * (order.indexOf(node) + 0.5))
  return { order, y, pitch, height: headroom + pitch * nodes.length + 12 }
}
