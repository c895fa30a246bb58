import { UsageError } from '../../../kernel/errors.ts'
import { type OwnedRange, type Range, type RingPlacement, sameNodes } from './ring.ts'

/** A range whose nodes differ between two placements. */
export interface Transfer extends Range {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

export function contains(range: Range, position: number): boolean {
  return range.from <= position && position < range.to
}

/** The ranges of which `node` is the primary. */
export function rangesOwnedBy(ring: RingPlacement, node: string): readonly OwnedRange[] {
  return ring.ranges(1).filter(({ nodes }) => nodes[0] === node)
}

/** The ranges that `node` holds with that many replicas, as primary or not. */
export function rangesHeldBy(ring: RingPlacement, node: string, replicas: number): readonly OwnedRange[] {
  return ring.ranges(replicas).filter(({ nodes }) => nodes.includes(node))
}

/**
 * What changes between two rings of one kind: every range whose list of nodes differs, ascending. The nodes in
 * `after` but not in `before` have to receive the range; those in `before` but not in `after` may drop it.
 * @throws UsageError if the rings have different circumferences, as positions on them cannot be compared.
 */
export function transfers(
  before: RingPlacement,
  after: RingPlacement,
  replicas: number,
): readonly Transfer[] {
  if (before.circumference !== after.circumference) {
    throw new UsageError(
      `Expected two rings of one kind, got '${before.algorithm}' and '${after.algorithm}'.`,
    )
  }
  const old = before.ranges(replicas)
  const result: Transfer[] = []
  let index = 0
  for (const { from, to, nodes } of after.ranges(replicas)) {
    for (let start = from; start < to; ) {
      while (old[index]!.to <= start) index++
      const end = Math.min(old[index]!.to, to)
      const previous = old[index]!.nodes
      if (!sameNodes(previous, nodes)) result.push({ from: start, to: end, before: previous, after: nodes })
      start = end
    }
  }
  return result
}
