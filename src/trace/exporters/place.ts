import type { TraceEvent } from '../journal.ts'

/** The lane of what no node does or sees: faults, violations, and what the network does to messages. */
export const world = '(world)'

/** The lane in which an event stands: its node, or the world. */
export function placeOf({ kind, node }: TraceEvent): string {
  return kind === 'lost' || kind === 'held' || kind === 'duplicate' ? world : (node ?? world)
}
