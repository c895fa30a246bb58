import { UsageError } from '../kernel/errors.ts'

/**
 * Which nodes cannot reach which, as plain data. Nodes that a shape does not name go on seeing everyone.
 * - `groups`: nodes of different groups are cut from each other, both ways.
 * - `oneWay`: what `from` sends never reaches `to`; the way back is open.
 * - `bridge`: the two sides are cut from each other, but both see the bridge.
 * - `ring`: each node sees only its nearest neighbours on the ring, as many as make a majority with itself, so that
 *   every node sees a majority and no two see the same one (Jepsen's majorities-ring).
 * - `isolate`: one node is cut from all others.
 */
export type PartitionShape =
  | { readonly shape: 'groups'; readonly groups: readonly (readonly string[])[] }
  | { readonly shape: 'oneWay'; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly shape: 'bridge'; readonly bridge: string; readonly sides: readonly (readonly string[])[] }
  | { readonly shape: 'ring'; readonly ring: readonly string[] }
  | { readonly shape: 'isolate'; readonly node: string }

/** The directed pairs (from, to) that a shape cuts among the given nodes. */
export function cutPairs(shape: PartitionShape, nodes: readonly string[]): [from: string, to: string][] {
  switch (shape.shape) {
    case 'groups':
      return betweenGroups(shape.groups)
    case 'oneWay':
      return shape.from.flatMap((from) =>
        shape.to.filter((to) => to !== from).map((to): [string, string] => [from, to]),
      )
    case 'bridge':
      return betweenGroups(shape.sides.map((side) => side.filter((node) => node !== shape.bridge)))
    case 'ring':
      return aroundRing(shape.ring)
    case 'isolate':
      return betweenGroups([[shape.node], nodes.filter((node) => node !== shape.node)])
    default:
      return shape satisfies never
  }
}

/** The nodes a shape names. @throws UsageError when the shape itself makes no sense. */
export function namedNodes(shape: PartitionShape): string[] {
  switch (shape.shape) {
    case 'groups':
      atLeastTwo(shape.groups, 'partition')
      return once(shape.groups.flat(), 'partition')
    case 'oneWay':
      nobodyMissing([shape.from, shape.to], 'one-way partition')
      // One node may stand on both sides: it is then heard by nobody of `to`, and hears nobody of `from`.
      return [...once(shape.from, 'one-way partition'), ...once(shape.to, 'one-way partition')]
    case 'bridge':
      atLeastTwo(shape.sides, 'bridge partition')
      return once([shape.bridge, ...shape.sides.flat()], 'bridge partition')
    case 'ring':
      once(shape.ring, 'ring partition')
      if (shape.ring.length < 4)
        throw new UsageError(
          `Expected a ring partition of at least 4 nodes (with fewer, neighbours are everyone), got ${JSON.stringify(shape.ring)}.`,
        )
      return [...shape.ring]
    case 'isolate':
      return [shape.node]
    default:
      return shape satisfies never
  }
}

function once(nodes: readonly string[], what: string): string[] {
  const seen = new Set<string>()
  for (const node of nodes) {
    if (seen.has(node))
      throw new UsageError(
        `Expected each node in at most one place of a ${what}, got ${JSON.stringify(node)} twice in ${JSON.stringify(nodes)}.`,
      )
    seen.add(node)
  }
  return [...nodes]
}

function atLeastTwo(groups: readonly (readonly string[])[], what: string): void {
  if (groups.length < 2)
    throw new UsageError(
      `Expected a ${what} with at least two groups, got ${JSON.stringify(groups)}; use isolate(node) to cut off one.`,
    )
  nobodyMissing(groups, what)
}

function nobodyMissing(groups: readonly (readonly string[])[], what: string): void {
  if (groups.some((group) => group.length === 0))
    throw new UsageError(
      `Expected a ${what} with somebody in each group, got an empty one in ${JSON.stringify(groups)}.`,
    )
}

function betweenGroups(groups: readonly (readonly string[])[]): [string, string][] {
  const pairs: [string, string][] = []
  for (const here of groups)
    for (const there of groups)
      if (here !== there) for (const from of here) for (const to of there) pairs.push([from, to])
  return pairs
}

function aroundRing(ring: readonly string[]): [string, string][] {
  const size = ring.length
  const majority = Math.floor(size / 2) + 1
  // Seen besides itself: as evenly to both sides as an odd rest allows.
  const ahead = Math.ceil((majority - 1) / 2)
  const pairs: [string, string][] = []
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      const distance = Math.min((i - j + size) % size, (j - i + size) % size)
      if (distance > ahead) pairs.push([ring[i]!, ring[j]!])
    }
  return pairs
}
